//! Finds a property of a value by its path.

use crate::ir::{Api, Field, Object, ScalarKind, Shape, StringEnum, Type, TypeDefinition};
use crate::source::Location;

/// What a property has to be.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Kind {
    /// A string, or an enumeration of strings.
    Text,
    /// True or false.
    Boolean,
    /// A string or an integer.
    Identifier,
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "a string or an enumeration of strings",
            Self::Boolean => "a boolean",
            Self::Identifier => "a string or an integer",
        }
    }

    fn allows(self, api: &Api, r#type: &Type) -> bool {
        match r#type {
            Type::String(_) => self != Self::Boolean,
            Type::Integer(_) => self == Self::Identifier,
            Type::Boolean => self == Self::Boolean,
            Type::Named(id) => match &api.definition(*id).shape {
                Shape::StringEnum(list) => list.scalar == ScalarKind::String && self != Self::Boolean,
                Shape::Object(_) | Shape::Union(_) => false,
            },
            Type::Any
            | Type::FreeForm
            | Type::Number(_)
            | Type::Timestamp
            | Type::List(..)
            | Type::Map(_)
            | Type::Nullable(_)
            | Type::OrReference(_)
            | Type::Limited(..) => false,
        }
    }
}

/// A property, with a meaning in each option of the unions on its path that has it.
pub(super) struct Property<'a>(Vec<Leaf<'a>>);

enum Leaf<'a> {
    /// A constant.
    Constant(&'a str),
    /// A type that is neither null, a reference nor a union.
    Type(&'a Type),
}

impl<'a> Property<'a> {
    /// Returns what the property is where it is not of this kind.
    pub fn other_than(&self, api: &Api, kind: Kind) -> Option<&'static str> {
        self.0.iter().find_map(|leaf| match leaf {
            Leaf::Constant(_) => (kind == Kind::Boolean).then_some("a string"),
            Leaf::Type(r#type) => (!kind.allows(api, r#type)).then(|| name(api, r#type)),
        })
    }

    /// Returns the values of an enumeration; `None` if any string is a value.
    pub fn values(&self, api: &'a Api) -> Option<Vec<&'a str>> {
        let mut values = Vec::new();
        for leaf in &self.0 {
            match leaf {
                Leaf::Constant(value) => values.push(*value),
                Leaf::Type(r#type) => {
                    values.extend(enumeration(api, r#type)?.1.values.iter().map(String::as_str));
                }
            }
        }
        Some(values)
    }

    /// Returns the location of the enumeration.
    pub fn location(&self, api: &'a Api) -> Option<&'a Location> {
        self.0.iter().find_map(|leaf| match leaf {
            Leaf::Constant(_) => None,
            Leaf::Type(r#type) => enumeration(api, r#type).map(|(definition, _)| &definition.location),
        })
    }
}

fn enumeration<'a>(api: &'a Api, r#type: &Type) -> Option<(&'a TypeDefinition, &'a StringEnum)> {
    let Type::Named(id) = r#type else { return None };
    let definition = api.definition(*id);
    match &definition.shape {
        Shape::StringEnum(list) => Some((definition, list)),
        Shape::Object(_) | Shape::Union(_) => None,
    }
}

/// Returns the property of a value at a path, or why there is none.
pub(super) fn find<'a>(api: &'a Api, value: &'a Type, path: &[String]) -> Result<Property<'a>, String> {
    if path.is_empty() {
        return Err("has no property at an empty path".to_owned());
    }
    let mut here = vec![Leaf::Type(value)];
    for (depth, key) in path.iter().enumerate() {
        let mut objects = Vec::new();
        for leaf in &here {
            let Leaf::Type(r#type) = leaf else { continue };
            options(api, r#type, &mut Vec::new(), &mut objects);
        }
        let objects: Vec<&Object> = objects.into_iter().filter_map(|r#type| object(api, r#type)).collect();
        let next: Vec<_> = objects.iter().filter_map(|object| member(object, key)).collect();
        if next.is_empty() {
            let above = &path[..depth];
            let inside = if above.is_empty() { String::new() } else { format!(" in `{}`", above.join(".")) };
            return Err(match declared(&objects) {
                keys if keys.is_empty() => format!("has no properties{inside}"),
                keys => {
                    format!("has no property `{key}`{inside}: the properties are {keys}")
                }
            });
        }
        here = next;
    }
    let mut leaves = Vec::new();
    for leaf in here {
        match leaf {
            Leaf::Constant(value) => leaves.push(Leaf::Constant(value)),
            Leaf::Type(r#type) => {
                let mut types = Vec::new();
                options(api, r#type, &mut Vec::new(), &mut types);
                leaves.extend(types.into_iter().map(Leaf::Type));
            }
        }
    }
    Ok(Property(leaves))
}

/// Adds the types of the options of a value: those of its union, without null, references and rules. `seen` are the
/// unions that were examined, which may be options of each other.
fn options<'a>(api: &'a Api, r#type: &'a Type, seen: &mut Vec<usize>, into: &mut Vec<&'a Type>) {
    match r#type {
        Type::Nullable(inner) | Type::OrReference(inner) | Type::Limited(inner, _) => {
            options(api, inner, seen, into);
        }
        Type::Named(id) => match &api.definition(*id).shape {
            Shape::Union(_) if seen.contains(&id.0) => {}
            Shape::Union(union) => {
                seen.push(id.0);
                union.variants.iter().for_each(|variant| options(api, &variant.r#type, seen, into));
            }
            Shape::Object(_) | Shape::StringEnum(_) => into.push(r#type),
        },
        Type::Any
        | Type::FreeForm
        | Type::Boolean
        | Type::Integer(_)
        | Type::Number(_)
        | Type::String(_)
        | Type::Timestamp
        | Type::List(..)
        | Type::Map(_) => into.push(r#type),
    }
}

fn object<'a>(api: &'a Api, r#type: &Type) -> Option<&'a Object> {
    let Type::Named(id) = r#type else { return None };
    match &api.definition(*id).shape {
        Shape::Object(object) => Some(object),
        Shape::StringEnum(_) | Shape::Union(_) => None,
    }
}

fn member<'a>(object: &'a Object, key: &str) -> Option<Leaf<'a>> {
    let field = object.fields.iter().find(|field| field.key == key);
    let literal = object.literals.iter().find(|literal| literal.key == key);
    let field = field.map(|Field { r#type, .. }| Leaf::Type(r#type));
    field.or_else(|| literal.map(|literal| Leaf::Constant(&literal.value)))
}

/// Lists the properties of objects.
fn declared(objects: &[&Object]) -> String {
    let fields = objects.iter().flat_map(|object| object.fields.iter().map(|field| field.key.as_str()));
    let literals = objects.iter().flat_map(|object| object.literals.iter().map(|it| it.key.as_str()));
    let keys: std::collections::BTreeSet<&str> = fields.chain(literals).collect();
    keys.into_iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ")
}

fn name(api: &Api, r#type: &Type) -> &'static str {
    match r#type {
        Type::Any => "any value",
        Type::Boolean => "a boolean",
        Type::Integer(_) => "an integer",
        Type::Number(_) => "a number",
        Type::String(_) => "a string",
        Type::Timestamp => "a timestamp",
        Type::List(..) => "a list",
        Type::FreeForm | Type::Map(_) => "an object",
        Type::Named(id) => match &api.definition(*id).shape {
            Shape::Object(_) => "an object",
            Shape::StringEnum(list) if list.scalar == ScalarKind::String => "an enumeration of strings",
            Shape::StringEnum(_) => "an enumeration of other values",
            Shape::Union(_) => "a union",
        },
        Type::Nullable(inner) | Type::OrReference(inner) | Type::Limited(inner, _) => name(api, inner),
    }
}
