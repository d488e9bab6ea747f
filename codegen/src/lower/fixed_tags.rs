//! Tags of documents without `const`: each option of a union has an `enum` with one value instead. Constructors set
//! them, because no other value selects the option. In a union with `const`, an `enum` with one value may get more.

use crate::ir::{Api, Case, Field, ObjectSelection, Presence, Shape, Type, TypeId, Union};

/// Removes tags with one value from the arguments of constructors.
pub(super) fn fill(api: &mut Api) {
    let unions = api.types.iter().filter_map(|definition| match &definition.shape {
        Shape::Union(union) => Some(union),
        Shape::Object(_) | Shape::StringEnum(_) => None,
    });
    let tags: Vec<_> = unions.filter_map(|union| tags(api, union)).flatten().collect();
    for (id, index, value) in tags {
        if let Shape::Object(object) = &mut api.types[id.0].shape {
            let field = &mut object.fields[index];
            (field.in_constructor, field.constant) = (false, Some(Case::String(value)));
        }
    }
}

/// Returns the objects, the indices of the tag among their fields, and its values; `None` if an option has none.
fn tags(api: &Api, union: &Union) -> Option<Vec<(TypeId, usize, String)>> {
    let ObjectSelection::Tag { property, values, other: None } = &union.selection.objects else {
        return None;
    };
    let tag = |(value, variant): &(String, usize)| {
        let Type::Named(id) = union.variants.get(*variant)?.r#type.without_rules() else { return None };
        let Shape::Object(object) = &api.definition(*id).shape else { return None };
        let is_tag = |field: &Field| field.key == *property && is_required_value(api, field, value);
        Some((*id, object.fields.iter().position(is_tag)?, value.clone()))
    };
    values.iter().map(tag).collect()
}

fn is_required_value(api: &Api, field: &Field, value: &str) -> bool {
    match field.r#type.without_rules() {
        Type::Named(id) if field.presence == Presence::Required => match &api.definition(*id).shape {
            Shape::StringEnum(of) => of.values == [value],
            Shape::Object(_) | Shape::Union(_) => false,
        },
        _ => false,
    }
}
