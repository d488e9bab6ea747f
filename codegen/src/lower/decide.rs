//! How the options of each union are told apart.
//!
//! In this order: a declared discriminator; a member that every option demands with values of
//! its own; the kind of the JSON value; the keys that are present. All of it follows from the
//! document. What cannot be told apart is reported with what the options share.

mod keys;

use std::collections::HashMap;

use crate::diagnostic::{Code, Diagnostics};
use crate::document::{Discriminator, Location};
use crate::ir::{
    Api, Decision, Field, Ground, JsonKind, Object, ObjectDecision, Presence, Shape, Type, Union,
};

/// Decides all unions of `api`, with the discriminators that are declared by the place of the union.
pub(super) fn decide(
    api: &mut Api,
    declared: &HashMap<Location, &Discriminator>,
    diagnostics: &mut Diagnostics,
) {
    for id in api.type_ids() {
        let Shape::Union(union) = &api.definition(id).shape else {
            continue;
        };
        let declared = declared.get(&api.definition(id).location).copied();
        let decided = Deciding { api, union }.decide(declared);
        match decided {
            Ok(decision) => {
                if let Shape::Union(union) = &mut api.types[id.0].shape {
                    union.decision = decision;
                }
            }
            Err(reason) => diagnostics.error(
                Code::AmbiguousUnion,
                &api.definition(id).location,
                reason,
                "add a discriminator, or a required property with a `const` of its own per option",
            ),
        }
    }
}

struct Deciding<'a> {
    api: &'a Api,
    union: &'a Union,
}

/// What a union sees of an option that is an object.
struct ObjectOption<'a> {
    variant: usize,
    object: &'a Object,
}

impl Deciding<'_> {
    fn decide(&self, declared: Option<&Discriminator>) -> Result<Decision, String> {
        let mut decision = Decision::default();
        let mut objects = Vec::new();
        let mut free_form = Vec::new();
        for (index, variant) in self.union.variants.iter().enumerate() {
            match self.kind(&variant.r#type) {
                Kind::Scalar(kind) => self.claim(&mut decision, kind, index)?,
                Kind::Object(object) => objects.push(ObjectOption { variant: index, object }),
                Kind::FreeForm => free_form.push(index),
                Kind::Unclear(what) => {
                    return Err(format!("the option `{}` {what}", variant.name));
                }
            }
        }
        decision.objects = match (objects.as_slice(), free_form.as_slice()) {
            ([], []) => ObjectDecision::None,
            ([], [only]) => ObjectDecision::Only(*only),
            ([only], []) => ObjectDecision::Only(only.variant),
            (known, [_, ..]) => {
                let known = known.iter().map(|option| option.variant);
                let all: Vec<_> = known.chain(free_form.iter().copied()).collect();
                return Err(self.share("an object with any members", &all));
            }
            (objects, []) => self.objects(objects, declared)?,
        };
        Ok(decision)
    }

    fn claim(&self, decision: &mut Decision, kind: JsonKind, index: usize) -> Result<(), String> {
        let holder = decision.kinds.iter().find(|(known, _)| *known == kind);
        if let Some((_, other)) = holder {
            return Err(self.share(&format!("{kind:?} values").to_lowercase(), &[*other, index]));
        }
        decision.kinds.push((kind, index));
        Ok(())
    }

    fn share(&self, what: &str, options: &[usize]) -> String {
        let names = options.iter().map(|index| format!("`{}`", self.union.variants[*index].name));
        let names: Vec<_> = names.collect();
        format!("the options {} cannot be told apart: they share {what}", names.join(", "))
    }

    fn kind(&self, r#type: &Type) -> Kind<'_> {
        match r#type {
            Type::Boolean => Kind::Scalar(JsonKind::Boolean),
            Type::Integer(_) | Type::Number(_) => Kind::Scalar(JsonKind::Number),
            Type::String(_) | Type::Timestamp => Kind::Scalar(JsonKind::String),
            Type::List(..) => Kind::Scalar(JsonKind::Array),
            Type::FreeForm | Type::Map(_) => Kind::FreeForm,
            Type::Any => Kind::Unclear("is any value at all"),
            Type::Nullable(_) => Kind::Unclear("may be null on its own; say so on the union"),
            Type::OrReference(_) => Kind::Unclear("is a value or a reference in itself"),
            Type::Named(id) => match &self.api.definition(*id).shape {
                Shape::Object(object) => Kind::Object(object),
                Shape::StringEnum(_) => Kind::Scalar(JsonKind::String),
                Shape::Union(_) => Kind::Unclear("is a union in itself; list its options here"),
            },
        }
    }

    fn objects(
        &self,
        options: &[ObjectOption<'_>],
        declared: Option<&Discriminator>,
    ) -> Result<ObjectDecision, String> {
        if let Some(discriminator) = declared {
            return self.declared(discriminator, options);
        }
        if let Some(tag) = self.tag(options) {
            return Ok(tag);
        }
        keys::decide(options).ok_or_else(|| {
            let shared = keys::shared(options);
            let options: Vec<_> = options.iter().map(|option| option.variant).collect();
            self.share(&format!("the members {}", shared.join(", ")), &options)
        })
    }

    /// The values of the discriminator: those of its mapping, and the own name of each option that
    /// the mapping leaves out.
    fn declared(
        &self,
        discriminator: &Discriminator,
        options: &[ObjectOption<'_>],
    ) -> Result<ObjectDecision, String> {
        let Discriminator { location: _, property, mapping } = discriminator;
        let mut values: Vec<(String, usize)> = Vec::new();
        let mut mapped = 0;
        for option in options {
            let variant = &self.union.variants[option.variant];
            if !keys::knows_key(option, property) {
                return Err(format!(
                    "the option `{}` does not declare the member `{property}`",
                    variant.name
                ));
            }
            let Type::Named(id) = variant.r#type else { continue };
            let location = &self.api.definition(id).location;
            let own = mapping.iter().filter(|(_, target)| target == location);
            let own: Vec<_> = own.map(|(tag, _)| (tag.clone(), option.variant)).collect();
            mapped += own.len();
            if own.is_empty() {
                values.push((variant.name.clone(), option.variant));
            }
            values.extend(own);
        }
        if mapped < mapping.len() {
            return Err("the discriminator maps a value to a schema that is no option".to_owned());
        }
        let repeated = values
            .iter()
            .enumerate()
            .find(|(index, (tag, _))| values[..*index].iter().any(|(earlier, _)| earlier == tag));
        if let Some((_, (tag, _))) = repeated {
            return Err(format!("the value `{tag}` of the discriminator leads to two options"));
        }
        Ok(ObjectDecision::Tag { property: property.clone(), values, other: None, ground: Ground::Declared })
    }

    /// The first member that every option demands, with values that are each option's own; one
    /// option may leave it open and gets all other values.
    fn tag(&self, options: &[ObjectOption<'_>]) -> Option<ObjectDecision> {
        let first = options.first()?.object;
        let literals = first.literals.iter().map(|literal| &literal.key);
        let fields = first.fields.iter().map(|field| &field.key);
        literals.chain(fields).find_map(|key| self.tag_at(key, options))
    }

    fn tag_at(&self, key: &str, options: &[ObjectOption<'_>]) -> Option<ObjectDecision> {
        let mut values: HashMap<String, usize> = HashMap::new();
        let mut order = Vec::new();
        let mut other = None;
        for option in options {
            match self.tag_values(key, option.object)? {
                Tag::Open if other.replace(option.variant).is_some() => return None,
                Tag::Open => {}
                Tag::Values(own) => {
                    for value in own {
                        if values.insert(value.clone(), option.variant).is_some() {
                            return None;
                        }
                        order.push((value, option.variant));
                    }
                }
            }
        }
        (!order.is_empty()).then(|| ObjectDecision::Tag {
            property: key.to_owned(),
            values: order,
            other,
            ground: Ground::Proven,
        })
    }

    /// What an option says of a member that may be a tag; `None` if it does not demand it.
    fn tag_values(&self, key: &str, object: &Object) -> Option<Tag> {
        if let Some(literal) = object.literals.iter().find(|literal| literal.key == key) {
            return Some(Tag::Values(vec![literal.value.clone()]));
        }
        let is_required = |field: &&Field| field.key == key && field.presence == Presence::Required;
        let field = object.fields.iter().find(is_required)?;
        match &field.r#type {
            Type::String(_) => Some(Tag::Open),
            Type::Named(id) => match &self.api.definition(*id).shape {
                Shape::StringEnum(list) => Some(Tag::Values(list.values.clone())),
                Shape::Object(_) | Shape::Union(_) => None,
            },
            Type::Any
            | Type::FreeForm
            | Type::Boolean
            | Type::Integer(_)
            | Type::Number(_)
            | Type::Timestamp
            | Type::List(..)
            | Type::Map(_)
            | Type::Nullable(_)
            | Type::OrReference(_) => None,
        }
    }
}

enum Kind<'a> {
    Scalar(JsonKind),
    Object(&'a Object),
    FreeForm,
    Unclear(&'static str),
}

enum Tag {
    Values(Vec<String>),
    Open,
}
