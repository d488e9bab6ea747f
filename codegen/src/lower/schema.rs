//! Lowers schemas to types, and creates definitions for types that need a name.

pub(super) mod traversal;

use std::borrow::Cow;
use std::rc::Rc;

use self::traversal::Target;
use super::discriminator::ExplicitDiscriminator;
use super::form::Form;
use super::lowering::Lowering;
use super::merge::signature;
use super::notes::documentation;
use super::rules::limited;
use super::union::Options;
use super::{rules, values};
use crate::diagnostic::Code;
use crate::document::{JsonType, Schema};
use crate::ir::{Origin, Rules, ScalarKind, Shape, Step, StringEnum, Type, TypeDefinition, TypeId, Union};
use crate::source::Location;

/// Maximum nesting depth of unnamed types.
const MAX_TYPE_DEPTH: usize = 200;

/// Maximum nesting depth of schemas without a `$ref`. JSON documents cannot nest that deep, so only
/// infinitely recursive schemas reach it.
const MAX_SCHEMA_DEPTH: usize = 200;

/// Maximum number of nested lists and maps. Every level is repeated in the types of the levels around it.
const MAX_LEVELS: usize = 32;

/// Maximum number of unnamed types composed of parts, so that composing recursive schemas ends.
const MAX_COMPOSED: usize = 20_000;

impl Lowering<'_> {
    /// Returns the type of a schema. If it needs a definition, the name is derived from `origin`.
    pub(super) fn schema(&mut self, schema: &Schema, origin: &Origin) -> Type {
        let signature = signature(schema);
        let whole = self.whole(schema);
        let titled = whole.title.as_deref().map(|title| origin.titled(title));
        let origin = titled.as_ref().unwrap_or(origin);
        if origin.path.len() > MAX_TYPE_DEPTH || self.traversal.depth > MAX_SCHEMA_DEPTH {
            self.unsupported(&schema.location, "an infinitely recursive schema");
            return Type::Any;
        }
        self.check(&whole);
        let (form, nullable) = self.form(&whole);
        self.traversal.depth += 1;
        let plain = self.plain(&form, &whole, origin);
        let r#type = plain.unwrap_or_else(|| Type::Named(self.unnamed(form, &whole, origin, signature)));
        self.traversal.depth -= 1;
        nullable_type(r#type, nullable)
    }

    /// Returns the type of a schema that is used twice. Lowered each time, nested ones would take exponential time.
    pub(super) fn shared(&mut self, schema: &Rc<Schema>, origin: &Origin) -> Type {
        let key = Rc::as_ptr(schema);
        if let Some((_, r#type)) = self.traversal.shared.get(&key) {
            return r#type.clone();
        }
        let r#type = self.schema(schema, origin);
        self.traversal.shared.insert(key, (Rc::clone(schema), r#type.clone()));
        r#type
    }

    /// Returns the type of the elements of a list or map; that of any value if it is nested too deeply.
    fn element(&mut self, element: Type, schema: &Schema) -> Type {
        let levels = std::iter::successors(Some(&element), |it| it.inner());
        if levels.filter(|it| matches!(it, Type::List(..) | Type::Map(_))).count() < MAX_LEVELS {
            return self.bounded_element(element, &schema.location);
        }
        self.unsupported(&schema.location, "such a deep nesting of lists and maps");
        Type::Any
    }

    /// Creates an unnamed definition. One that is composed of parts may be recursive, which is
    /// detected by its signature.
    fn unnamed(
        &mut self,
        form: Form,
        schema: &Schema,
        origin: &Origin,
        signature: Option<Vec<Location>>,
    ) -> TypeId {
        let is_composed = signature.is_some();
        // The location and the kind identify a schema that is not composed: a union can have the location of its first
        // option.
        let kind = if matches!(form, Form::Union(_)) { "oneOf" } else { "type" };
        let signature =
            signature.unwrap_or_else(|| vec![schema.location.clone(), schema.location.join(kind)]);
        if let Some((_, id)) = self.traversal.open.iter().find(|(open, _)| *open == signature) {
            if let Some(id) = id {
                return *id;
            }
            let id = self.definitions.reserve();
            if let Some((_, open)) = self.traversal.open.iter_mut().find(|(open, _)| *open == signature) {
                *open = Some(id);
            }
            return id;
        }
        self.traversal.composed += usize::from(is_composed);
        if self.traversal.composed > MAX_COMPOSED {
            self.unsupported(&schema.location, "such a large number of schemas composed of parts");
            return self.definitions.fold(Self::empty(schema, origin));
        }
        self.traversal.open.push((signature, None));
        let definition = self.enclosing_definition(form, schema, origin);
        match self.traversal.open.pop() {
            Some((_, Some(id))) => {
                self.definitions.finish(id, definition);
                id
            }
            _ => self.definitions.fold(definition),
        }
    }

    /// Creates a definition that is known to enclose the schemas in it, so that a reference back to its
    /// location uses the same origin.
    fn enclosing_definition(&mut self, form: Form, schema: &Schema, origin: &Origin) -> TypeDefinition {
        self.traversal.enclosing.push((schema.location.clone(), origin.clone()));
        let definition = self.definition(form, schema, origin);
        self.traversal.enclosing.pop();
        definition
    }

    fn empty(schema: &Schema, origin: &Origin) -> TypeDefinition {
        TypeDefinition {
            origin: origin.clone(),
            origins: vec![origin.clone()],
            location: schema.location.clone(),
            places: 1,
            elsewhere: Vec::new(),
            documentation: documentation(schema),
            shape: Shape::Object(crate::ir::Object::default()),
            options: Vec::new(),
        }
    }

    /// Returns the type of a form that needs no definition.
    fn plain(&mut self, form: &Form, schema: &Schema, origin: &Origin) -> Option<Type> {
        Some(match form {
            Form::Any => self.any(schema, origin),
            Form::Boolean => Type::Boolean,
            Form::Integer => rules::integer(schema, self.rules(schema, origin)),
            Form::Number => Type::Number(self.rules(schema, origin)),
            Form::String => {
                Type::String(Rules { format: self.string_type(schema), ..self.rules(schema, origin) })
            }
            Form::Timestamp => limited(Type::Timestamp, self.rules(schema, origin)),
            Form::OpenObject => limited(Type::FreeForm, self.map_rules(schema, origin)),
            Form::List(items) => {
                let items = items.as_ref().map(|items| self.shared(items, &origin.join(Step::Item)));
                let items = items.map(|items| self.element(items, schema));
                Type::List(Box::new(items.unwrap_or(Type::Any)), self.list_rules(schema, origin))
            }
            Form::Map(value) => {
                let value = self.shared(value, &origin.join(Step::Value));
                let value = self.element(value, schema);
                limited(Type::Map(Box::new(value)), self.map_rules(schema, origin))
            }
            Form::Reference(target) => self.reference(&schema.location, target),
            Form::Same(inner) => self.schema(inner, origin),
            Form::OrReference(value) => {
                let value = self.schema(value, &origin.join(Step::Referenced));
                Type::OrReference(Box::new(value))
            }
            Form::Enum(values) => values::enum_type(values),
            Form::Null => {
                limited(Type::Any, Rules { allowed_values: vec!["null".to_owned()], ..Rules::default() })
            }
            Form::Never => {
                self.report_never(schema);
                Type::Any
            }
            Form::Object | Form::StringEnum(_) | Form::Titled(..) | Form::Union(_) => return None,
        })
    }

    /// Returns the type of a schema that allows any kind of value, with the limits for each kind.
    fn any(&mut self, schema: &Schema, origin: &Origin) -> Type {
        let object_rules = rules::of_objects(&schema.limits);
        let mut rules = self.rules(schema, origin);
        rules.min_properties = object_rules.min_properties;
        rules.max_properties = object_rules.max_properties;
        if !schema.types.is_empty() && !schema.nullable && !schema.types.contains(&JsonType::Null) {
            rules.inside.get_or_insert_default().not_null = true;
        }
        limited(Type::Any, rules)
    }

    /// Creates the definition of an object, a string enum or a union.
    pub(super) fn definition(&mut self, form: Form, schema: &Schema, origin: &Origin) -> TypeDefinition {
        self.traversal.definitions += 1;
        let mut places = Vec::new();
        let shape = match form {
            Form::StringEnum(values) => {
                let scalar = ScalarKind::String;
                Shape::StringEnum(StringEnum { values, scalar, labels: Vec::new() })
            }
            Form::Titled(list, options) => {
                places = options;
                Shape::StringEnum(list)
            }
            Form::Union(options) => {
                let lowered = self.variants(&options, schema.discriminator.as_ref(), origin);
                self.record_option_names(schema, &options, &lowered);
                let Options { variants, types, .. } = lowered;
                places = lowered.places;
                self.record_discriminator(schema, &options, &types);
                Shape::Union(Union { variants, selection: crate::ir::Selection::default() })
            }
            _ => Shape::Object(self.object(schema, origin)),
        };
        self.traversal.definitions -= 1;
        TypeDefinition {
            origin: origin.clone(),
            origins: vec![origin.clone()],
            location: schema.location.clone(),
            places: 1,
            elsewhere: Vec::new(),
            documentation: documentation(schema),
            shape,
            options: places,
        }
    }

    /// Records the discriminator of a union.
    fn record_discriminator(&mut self, schema: &Schema, options: &[Rc<Schema>], types: &[Type]) {
        let Some(discriminator) = &schema.discriminator else { return };
        let mut mapping = Vec::new();
        for (tag, target) in &discriminator.mapping {
            // The type of an option differs from that of its reference if the union has sibling keywords.
            let option = options.iter().position(|option| refers_to(option, target));
            let exists = self.document.schemas.contains_key(target);
            let r#type = match option.and_then(|index| types.get(index)) {
                Some(option) => Some(option.clone()),
                None => exists.then(|| self.reference(&discriminator.location, target)),
            };
            mapping.push((tag.clone(), r#type));
        }
        let property = discriminator.property.clone();
        let explicit = ExplicitDiscriminator { property, mapping, other: None };
        self.definitions.add_discriminator(schema.location.clone(), explicit);
    }

    /// Returns the type of the target of a `$ref`.
    pub(super) fn reference(&mut self, from: &Location, target: &Location) -> Type {
        match self.traversal.targets.get(target) {
            Some(Target::Lowered(r#type)) => return r#type.as_ref().clone(),
            Some(Target::Open(definitions)) if *definitions == self.traversal.definitions => {
                self.report_recursion(from, target);
                return Type::Any;
            }
            Some(Target::Open(_)) | None => {}
        }
        // A dangling reference was reported when the document was read.
        let document = self.document;
        let Some(schema) = document.schemas.get(target) else {
            return Type::Any;
        };
        let enclosing = self.traversal.enclosing.iter().rev().find(|(place, _)| place == target);
        let origin = enclosing.map_or_else(|| self.origin_of(target), |(_, origin)| origin.clone());
        let depth = std::mem::take(&mut self.traversal.depth);
        let r#type = self.target(target, schema, &origin);
        self.traversal.depth = depth;
        self.traversal.targets.insert(target.clone(), Target::Lowered(Box::new(r#type.clone())));
        r#type
    }

    fn target(&mut self, target: &Location, schema: &Schema, origin: &Origin) -> Type {
        self.traversal.targets.insert(target.clone(), Target::Open(self.traversal.definitions));
        let whole = match self.extending(target, schema) {
            Some(extending) => Cow::Owned(extending),
            None => self.whole(schema),
        };
        self.check(&whole);
        let (form, nullable) = self.form(&whole);
        let extensions = self.extensions(target, schema);
        if let (Form::OrReference(value), None) = (&form, &extensions)
            && let Some(r#type) = self.union_or_reference(target, value, nullable, origin)
        {
            return r#type;
        }
        if !form.is_definition() && extensions.is_none() {
            let plain = self.plain(&form, &whole, origin).unwrap_or(Type::Any);
            return nullable_type(plain, nullable);
        }
        let id = self.definitions.reserve();
        let r#type = nullable_type(Type::Named(id), nullable);
        self.traversal.targets.insert(target.clone(), Target::Lowered(Box::new(r#type.clone())));
        let definition = match extensions {
            Some(discriminator) => self.extended(&discriminator, &whole, origin),
            None => self.definition(form, &whole, origin),
        };
        self.definitions.finish(id, definition);
        r#type
    }

    /// Returns the type of a reference's target that is a union of several options, one of which refers to a value. The
    /// union of the others may refer back to the target.
    fn union_or_reference(
        &mut self,
        target: &Location,
        value: &Schema,
        nullable: bool,
        origin: &Origin,
    ) -> Option<Type> {
        if value.options.is_empty() || value.reference.is_some() || !value.parts.is_empty() {
            return None;
        }
        let (form, _) = self.form(value);
        if !form.is_definition() {
            return None;
        }
        let id = self.definitions.reserve();
        let r#type = nullable_type(Type::OrReference(Box::new(Type::Named(id))), nullable);
        self.traversal.targets.insert(target.clone(), Target::Lowered(Box::new(r#type.clone())));
        let definition = self.definition(form, value, &origin.join(Step::Referenced));
        self.definitions.finish(id, definition);
        Some(r#type)
    }

    /// Reports a schema without valid values, which is read as any value.
    fn report_never(&mut self, schema: &Schema) {
        let (place, message) = match values::clash(schema) {
            Some((keyword, message)) => (schema.location.join(keyword), message),
            None => (schema.location.clone(), "no value is valid".to_owned()),
        };
        self.diagnostics.warn(
            Code::ConflictingKeywords,
            &place,
            format!("{message}: any value is accepted"),
            "correct one of the keywords, or remove the schema",
        );
    }

    /// Checks the pattern of a schema.
    fn check(&mut self, schema: &Schema) {
        if let Some(pattern) = &schema.limits.pattern {
            self.patterns.check(pattern, &schema.location.join("pattern"), self.diagnostics);
        }
    }

    /// Reports a schema that is a cycle of references, or a list or map of itself, which has no type in Rust.
    pub(super) fn report_recursion(&mut self, from: &Location, target: &Location) {
        let is_inside = from.pointer.tokens().any(|token| CONTAINERS.contains(&&*token));
        let message = if is_inside {
            format!("`{target}` contains itself, without an object in between: any value is accepted in it")
        } else {
            format!("`{target}` consists of nothing but a reference to itself: any value is accepted")
        };
        let help = "add an object with properties to the cycle, or break the cycle";
        self.diagnostics.warn(Code::InfiniteRecursion, from, message, help);
    }

    /// Merges the parts of a shared schema; returns the same one if there are none.
    pub(super) fn whole_shared(&mut self, schema: &Rc<Schema>) -> Rc<Schema> {
        match self.whole(schema) {
            Cow::Borrowed(_) => Rc::clone(schema),
            Cow::Owned(whole) => Rc::new(whole),
        }
    }
}

/// The keywords of values in a list or map.
const CONTAINERS: [&str; 4] = ["items", "prefixItems", "additionalProperties", "patternProperties"];

fn refers_to(option: &Schema, target: &Location) -> bool {
    option.reference.as_ref() == Some(target) || option.parts.iter().any(|part| refers_to(part, target))
}

pub(super) fn nullable_type(r#type: Type, nullable: bool) -> Type {
    match r#type {
        Type::Nullable(_) | Type::Any => r#type,
        r#type if nullable => Type::Nullable(Box::new(r#type)),
        r#type => r#type,
    }
}
