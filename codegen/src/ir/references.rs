//! Visits every reference to a definition in a type, a definition or an operation.

use super::{
    AdditionalProperties, BodyForm, Errors, EventData, Inside, Object, Operation, Part, PartForm, Response,
    ResponseForm, Rules, Shape, StatusResponse, Type, TypeId,
};

/// Called with each id; may replace it.
type Change<'c> = dyn FnMut(&mut TypeId) + 'c;

impl Shape {
    /// Calls `change` with each referenced definition, in an order that does not depend on the ids.
    pub fn references_mut(&mut self, change: &mut Change<'_>) {
        match self {
            Self::Object(object) => object.references_mut(change),
            Self::StringEnum(_) => {}
            Self::Union(union) => {
                union.variants.iter_mut().for_each(|variant| variant.r#type.references_mut(change));
            }
        }
    }
}

impl Object {
    fn references_mut(&mut self, change: &mut Change<'_>) {
        self.fields.iter_mut().for_each(|field| field.r#type.references_mut(change));
        if let AdditionalProperties::Typed(r#type) = &mut self.additional {
            r#type.references_mut(change);
        }
        if let Some(inside) = &mut self.inside {
            inside.references_mut(change);
        }
    }
}

impl Type {
    /// Calls `change` with each referenced definition, including those in rules.
    pub fn references_mut(&mut self, change: &mut Change<'_>) {
        match self {
            Self::Named(id) => change(id),
            Self::Map(inner) | Self::Nullable(inner) | Self::OrReference(inner) => {
                inner.references_mut(change);
            }
            Self::List(inner, rules) | Self::Limited(inner, rules) => {
                inner.references_mut(change);
                rules.references_mut(change);
            }
            Self::Integer(rules) | Self::Number(rules) | Self::String(rules) => rules.references_mut(change),
            Self::Any | Self::FreeForm | Self::Boolean | Self::Timestamp => {}
        }
    }
}

impl Rules {
    fn references_mut(&mut self, change: &mut Change<'_>) {
        if let Some(inside) = &mut self.inside {
            inside.references_mut(change);
        }
    }
}

impl Inside {
    fn references_mut(&mut self, change: &mut Change<'_>) {
        let patterns = self.patterns.iter_mut().map(|(_, r#type)| r#type);
        let types = self.positions.iter_mut().chain(patterns).chain(&mut self.others);
        types.chain(&mut self.alternatives).for_each(|r#type| r#type.references_mut(change));
    }
}

impl Operation {
    /// Calls `change` with each definition that requests and responses reference.
    pub fn references_mut(&mut self, change: &mut Change<'_>) {
        self.parameters.iter_mut().for_each(|parameter| parameter.r#type.references_mut(change));
        let contents = self.body.iter_mut().flat_map(|body| &mut body.contents);
        contents.for_each(|content| content.form.references_mut(change));
        self.headers.iter_mut().for_each(|header| header.r#type.references_mut(change));
        match &mut self.response {
            Response::Empty | Response::Text | Response::Bytes => {}
            Response::Value(_, r#type) => r#type.references_mut(change),
            Response::Page(page) => {
                page.item.references_mut(change);
                page.beside.iter_mut().for_each(|r#type| r#type.references_mut(change));
            }
            Response::Events(data) => data.references_mut(change),
            Response::ByStatus(responses) => responses.iter_mut().for_each(|it| it.references_mut(change)),
        }
        self.raw.iter_mut().filter_map(|it| it.events.as_mut()).for_each(|it| it.references_mut(change));
        match &mut self.errors {
            Errors::Unknown => {}
            Errors::Single(r#type) => r#type.references_mut(change),
            Errors::ByStatus(errors) => errors.iter_mut().for_each(|it| it.references_mut(change)),
        }
    }
}

impl BodyForm {
    fn references_mut(&mut self, change: &mut Change<'_>) {
        match self {
            Self::Json(r#type) | Self::Pairs(r#type, _) => r#type.references_mut(change),
            Self::Parts(parts) => parts.iter_mut().for_each(|part| part.references_mut(change)),
            Self::AnyParts | Self::Text | Self::Bytes => {}
        }
    }
}

impl Part {
    fn references_mut(&mut self, change: &mut Change<'_>) {
        match &mut self.form {
            PartForm::Value(r#type) | PartForm::Json(r#type) => r#type.references_mut(change),
            PartForm::Bytes | PartForm::ListOfBytes => {}
        }
    }
}

impl EventData {
    fn references_mut(&mut self, change: &mut Change<'_>) {
        match self {
            Self::Value(r#type) => r#type.references_mut(change),
            Self::Text => {}
        }
    }
}

impl StatusResponse {
    fn references_mut(&mut self, change: &mut Change<'_>) {
        match &mut self.form {
            ResponseForm::Value(_, r#type) => r#type.references_mut(change),
            ResponseForm::Empty | ResponseForm::Text | ResponseForm::Bytes => {}
        }
    }
}
