//! Base schemas: schemas with a discriminator that others extend with `allOf`. A value of such a
//! type is a union of the extending schemas and the base schema itself.

use std::rc::Rc;

use super::discriminator::ExplicitDiscriminator;
use super::form::Form;
use super::lowering::Lowering;
use super::notes::documentation;
use super::union::Options;
use crate::document::{Discriminator, Schema};
use crate::ir::{Origin, Selection, Shape, Type, TypeDefinition, Union, Variant};
use crate::source::Location;

impl Lowering<'_> {
    /// Returns the discriminator of a base schema, with the mappings to schemas that extend it.
    pub(super) fn extensions(&self, target: &Location, schema: &Schema) -> Option<Discriminator> {
        let discriminator = schema.discriminator.as_ref().filter(|_| schema.options.is_empty())?;
        let mut mapping = discriminator.mapping.clone();
        mapping.retain(|(_, place)| {
            let extending = self.document.schemas.get(place);
            place != target && extending.is_some_and(|it| self.is_part(target, it, &mut Vec::new()))
        });
        (!mapping.is_empty()).then(|| Discriminator { mapping, ..discriminator.clone() })
    }

    /// Returns the schema of an extension that adds no constraints. It resolves to the base schema, but its type must
    /// not be the union of all extensions.
    pub(super) fn extending(&mut self, target: &Location, schema: &Schema) -> Option<Schema> {
        if schema.parts.is_empty() {
            return None;
        }
        let whole = self.whole(schema).into_owned();
        let extended = whole.reference.clone()?;
        let document = self.document;
        let mapping = self.extensions(&extended, document.schemas.get(&extended)?)?.mapping;
        let own = self.resolved(schema);
        let Schema { location, description, deprecated, .. } = whole;
        let description = description.or_else(|| own.description.clone());
        let is_extension = mapping.iter().any(|(_, place)| place == target);
        is_extension.then_some(Schema { location, description, deprecated, discriminator: None, ..own })
    }

    fn is_part<'s>(&'s self, target: &Location, schema: &'s Schema, seen: &mut Vec<&'s Location>) -> bool {
        if seen.contains(&&schema.location) {
            return false;
        }
        seen.push(&schema.location);
        schema.parts.iter().any(|part| {
            let next = part.reference.as_ref().and_then(|place| self.document.schemas.get(place));
            part.reference.as_ref() == Some(target)
                || next.is_some_and(|next| self.is_part(target, next, seen))
        })
    }

    /// Creates the union of the schemas that extend a base schema, and the base schema itself for all other values.
    pub(super) fn extended(
        &mut self,
        discriminator: &Discriminator,
        whole: &Schema,
        origin: &Origin,
    ) -> TypeDefinition {
        let mut options: Vec<Rc<Schema>> = Vec::new();
        for (value, place) in &discriminator.mapping {
            if !options.iter().any(|option| option.reference.as_ref() == Some(place)) {
                let option = Schema::anything(discriminator.location.join("mapping").join(value));
                options.push(Rc::new(Schema { reference: Some(place.clone()), ..option }));
            }
        }
        let Options { mut variants, mut places, types } =
            self.variants(&options, Some(discriminator), origin);
        let base = Origin::named(&format!("other {}", origin.name));
        let base = self.definition(Form::Object, whole, &base);
        let base = Type::Named(self.definitions.fold(base));
        let mapping = discriminator.mapping.iter().map(|(value, place)| {
            let index = options.iter().position(|option| option.reference.as_ref() == Some(place));
            (value.clone(), index.and_then(|index| types.get(index)).cloned())
        });
        let explicit = ExplicitDiscriminator {
            property: discriminator.property.clone(),
            mapping: mapping.collect(),
            other: Some(base.clone()),
        };
        let documentation = documentation(whole);
        variants.push(Variant {
            name: "other".to_owned(),
            label: None,
            tag: None,
            r#type: base,
            documentation: documentation.clone(),
        });
        places.push(discriminator.location.clone());
        // The location of the schema is already that of the base object.
        let location = discriminator.location.clone();
        self.definitions.add_discriminator(location.clone(), explicit);
        let shape = Shape::Union(Union { variants, selection: Selection::default() });
        TypeDefinition {
            origin: origin.clone(),
            origins: vec![origin.clone()],
            location,
            places: 1,
            elsewhere: Vec::new(),
            documentation,
            shape,
            options: places,
        }
    }
}
