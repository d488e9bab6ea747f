//! Builds the surface from the intermediate representation and the names.

use super::selectors::selectors;
use super::{
    Body, Content, Errors, Field, Form, Group, Item, Kind, Operation, Parameter, Part, PartValue, Response,
    StatusResponse, Struct, Surface, Union, Value, Variant,
};
use crate::analyze::Facts;
use crate::ir::{self, Api, BodyForm, Documentation, PartForm, ResponseForm, SecurityKind, Shape, TypeId};
use crate::names::{NameKey, Names};

impl Surface {
    /// Returns the surface of the client of an API.
    #[must_use]
    pub fn new(api: &Api, facts: &Facts, names: &Names) -> Self {
        let builder = Builder { api, facts, names };
        let operations = api.operations.iter().enumerate();
        Self {
            base_url: api.base_url.clone(),
            security: api.security.as_ref().map(|security| builder.security(security)),
            scopes: (0..api.scopes.len()).map(|index| builder.name(NameKey::Scope(index))).collect(),
            groups: (0..api.tags.len()).map(|tag| builder.group(tag)).collect(),
            operations: operations.map(|(index, it)| builder.operation(index, it)).collect(),
            types: api.type_ids().map(|id| builder.item(id)).collect(),
        }
    }
}

struct Builder<'a> {
    api: &'a Api,
    facts: &'a Facts,
    names: &'a Names,
}

impl Builder<'_> {
    fn name(&self, key: NameKey) -> String {
        self.names.get(key).to_string()
    }

    fn group(&self, tag: usize) -> Group {
        Group {
            tag: self.api.tags[tag].name.clone(),
            module: self.name(NameKey::TagModule(tag)),
            name: self.name(NameKey::Tag(tag)),
        }
    }

    fn operation(&self, index: usize, operation: &ir::Operation) -> Operation {
        let parameters = operation.parameters.iter().enumerate();
        let raw = operation.raw.iter().enumerate();
        let documentation = operation.summary.iter().chain(&operation.documentation.text);
        Operation {
            id: operation.id.clone(),
            group: operation.tag,
            name: self.name(NameKey::Operation(index)),
            call: self.name(NameKey::Call(index)),
            method: operation.method,
            path: operation.path.clone(),
            reference_page: operation.external_docs.clone(),
            documentation: documentation.map(String::as_str).collect::<Vec<_>>().join("\n\n"),
            deprecated: operation.documentation.deprecated,
            parameters: parameters
                .map(|(position, it)| parameter(self.name(NameKey::Parameter(index, position)), it))
                .collect(),
            body: operation.body.as_ref().map(|body| self.body(index, body)),
            response: response(&operation.response),
            raw: raw
                .map(|(number, media_type)| (self.name(NameKey::Raw(index, number)), media_type.clone()))
                .collect(),
            errors: match &operation.errors {
                ir::Errors::Unknown => Errors::Unknown,
                ir::Errors::Single(r#type) => Errors::Single(r#type.clone()),
                ir::Errors::ByStatus(responses) => Errors::ByStatus(by_status(responses)),
            },
            headers: operation.headers.iter().map(|it| (it.name.clone(), it.r#type.clone())).collect(),
            security: operation.security.as_ref().map(|security| self.security(security)),
            server: operation.server.clone(),
        }
    }

    fn body(&self, index: usize, body: &ir::Body) -> Body {
        let contents = body.contents.iter().enumerate();
        let contents = contents.map(|(number, content)| Content {
            media_type: content.media_type.clone(),
            name: match number {
                0 if body.required => self.name(NameKey::Operation(index)),
                0 => "body".to_owned(),
                _ => self.name(NameKey::Content(index, number)),
            },
            form: self.form((index, number), &content.form),
        });
        Body { required: body.required, contents: contents.collect() }
    }

    fn form(&self, (index, number): (usize, usize), form: &BodyForm) -> Form {
        match form {
            BodyForm::Json(r#type) | BodyForm::Pairs(r#type, _) => Form::Value(Box::new(r#type.clone())),
            BodyForm::Parts(parts) => {
                let parts = parts.iter().enumerate();
                let parts = parts.map(|(position, part)| Part {
                    name: self.name(NameKey::Part(index, number, position)),
                    key: part.name.clone(),
                    required: part.required,
                    value: match &part.form {
                        PartForm::Bytes => PartValue::Bytes,
                        PartForm::ListOfBytes => PartValue::ListOfBytes,
                        PartForm::Value(r#type) | PartForm::Json(r#type) => {
                            PartValue::Value(Box::new(r#type.clone()))
                        }
                    },
                });
                Form::Parts(parts.collect())
            }
            BodyForm::AnyParts => Form::AnyParts,
            BodyForm::Text => Form::Text,
            BodyForm::Bytes => Form::Bytes,
        }
    }

    /// Describes security requirements: alternatives, each a list of schemes that are required together.
    fn security(&self, security: &ir::Security) -> String {
        let scheme = |scheme: &usize| match self.api.schemes.get(*scheme).map(|scheme| &scheme.kind) {
            Some(SecurityKind::Token) => "bearer token".to_owned(),
            Some(SecurityKind::Basic) => "user name and password".to_owned(),
            Some(SecurityKind::Header(name)) => format!("API key in header {name}"),
            Some(SecurityKind::Query(name)) => format!("API key in query parameter {name}"),
            Some(SecurityKind::Cookie(name)) => format!("API key in cookie {name}"),
            Some(SecurityKind::Outside) | None => "authentication outside the client".to_owned(),
        };
        let alternative = |schemes: &Vec<usize>| match schemes.as_slice() {
            [] => "none".to_owned(),
            schemes => schemes.iter().map(scheme).collect::<Vec<_>>().join(" with "),
        };
        let alternatives: Vec<_> = security.iter().map(alternative).collect();
        if alternatives.is_empty() { "none".to_owned() } else { alternatives.join(", or ") }
    }

    fn item(&self, id: TypeId) -> Item {
        let definition = self.api.definition(id);
        let usage = self.facts.usage(id);
        Item {
            name: self.name(NameKey::Type(id)),
            location: definition.location.to_string(),
            documentation: text(&definition.documentation),
            in_requests: usage.in_requests(),
            in_responses: usage.in_responses(),
            groups: usage.tags.clone(),
            kind: match &definition.shape {
                Shape::Object(object) => Kind::Struct(self.object(id, object)),
                Shape::StringEnum(list) => {
                    let values = list.values.iter().enumerate();
                    let values = values.map(|(index, value)| Value {
                        name: self.name(NameKey::Variant(id, index)),
                        text: value.clone(),
                    });
                    Kind::Enum(values.collect())
                }
                Shape::Union(union) => Kind::Union(self.union(id, union)),
            },
        }
    }

    fn object(&self, id: TypeId, object: &ir::Object) -> Struct {
        let fields = object.fields.iter().enumerate();
        let fields = fields.map(|(index, field)| Field {
            name: self.name(NameKey::Field(id, index)),
            key: field.key.clone(),
            presence: field.presence,
            in_constructor: field.in_constructor,
            r#type: field.r#type.clone(),
            boxed: self.facts.is_boxed_field(id, index),
            documentation: text(&field.documentation) + &field.notes.join("\n"),
        });
        Struct {
            fields: fields.collect(),
            literals: object.literals.clone(),
            additional: object.additional.clone(),
            property_count: (object.min_properties, object.max_properties),
            required_sets: object.required_sets.clone(),
        }
    }

    fn union(&self, id: TypeId, union: &ir::Union) -> Union {
        let variants = union.variants.iter().enumerate();
        let variants = variants.map(|(index, variant)| Variant {
            name: self.name(NameKey::Variant(id, index)),
            r#type: variant.r#type.clone(),
            boxed: self.facts.is_boxed_variant(id, index),
            selectors: selectors(&union.selection, index),
        });
        Union { variants: variants.collect(), basis: union.selection.basis }
    }
}

fn parameter(name: String, parameter: &ir::Parameter) -> Parameter {
    Parameter {
        name,
        key: parameter.name.clone(),
        place: parameter.place,
        required: parameter.required,
        r#type: parameter.r#type.clone(),
        style: parameter.writing.map(|writing| format!("{writing:?}")).unwrap_or_default(),
        documentation: text(&parameter.documentation),
    }
}

fn response(response: &ir::Response) -> Response {
    match response {
        ir::Response::Empty => Response::Single(Form::Empty, Vec::new()),
        ir::Response::Value(path, r#type) => {
            Response::Single(Form::Value(Box::new(r#type.clone())), path.clone())
        }
        ir::Response::Text => Response::Single(Form::Text, Vec::new()),
        ir::Response::Bytes => Response::Single(Form::Bytes, Vec::new()),
        ir::Response::Page(page) => Response::Pages(Box::new(page.item.clone()), page.items.clone()),
        ir::Response::ByStatus(responses) => Response::ByStatus(by_status(responses)),
    }
}

fn by_status(responses: &[ir::StatusResponse]) -> Vec<StatusResponse> {
    let responses = responses.iter().map(|response| StatusResponse {
        status: response.status.clone(),
        form: match &response.form {
            ResponseForm::Empty => Form::Empty,
            ResponseForm::Value(_, r#type) => Form::Value(r#type.clone()),
            ResponseForm::Text => Form::Text,
            ResponseForm::Bytes => Form::Bytes,
        },
    });
    responses.collect()
}

/// Returns the description, preceded by the line `deprecated` if the item is deprecated.
fn text(documentation: &Documentation) -> String {
    let mark = if documentation.deprecated { "deprecated\n" } else { "" };
    format!("{mark}{}", documentation.text.as_deref().unwrap_or_default())
}
