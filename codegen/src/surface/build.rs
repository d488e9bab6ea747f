//! From the intermediate representation and the names to the surface.

use super::recognised::recognised;
use super::{
    Body, Case, Content, Errors, Field, Form, Group, Item, Kind, Operation, Parameter, Part, PartValue,
    Response, Struct, Surface, Union, Value, Variant,
};
use crate::analyze::Facts;
use crate::ir::{self, Api, BodyForm, CaseForm, Documentation, PartForm, SecurityKind, Shape, TypeId};
use crate::names::{NameKey, Names};

impl Surface {
    /// The surface of what an API becomes.
    #[must_use]
    pub fn new(api: &Api, facts: &Facts, names: &Names) -> Self {
        let building = Building { api, facts, names };
        let operations = api.operations.iter().enumerate();
        Self {
            base_url: api.base_url.clone(),
            security: api.security.as_ref().map(|security| building.security(security)),
            scopes: (0..api.scopes.len()).map(|index| building.name(NameKey::Scope(index))).collect(),
            groups: (0..api.tags.len()).map(|tag| building.group(tag)).collect(),
            operations: operations.map(|(index, it)| building.operation(index, it)).collect(),
            types: api.type_ids().map(|id| building.item(id)).collect(),
        }
    }
}

struct Building<'a> {
    api: &'a Api,
    facts: &'a Facts,
    names: &'a Names,
}

impl Building<'_> {
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
        let summary = operation.summary.iter().chain(&operation.documentation.text);
        Operation {
            id: operation.id.clone(),
            group: operation.tag,
            name: self.name(NameKey::Operation(index)),
            call: self.name(NameKey::Call(index)),
            method: operation.method,
            path: operation.path.clone(),
            page: operation.external_docs.clone(),
            documentation: summary.map(String::as_str).collect::<Vec<_>>().join("\n\n"),
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
                ir::Errors::Same(r#type) => Errors::Same(r#type.clone()),
                ir::Errors::Several(several) => Errors::Several(cases(several)),
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
                    holds: match &part.form {
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

    /// Alternatives, each of schemes that are needed together.
    fn security(&self, security: &ir::Security) -> String {
        let scheme = |scheme: &usize| match self.api.schemes.get(*scheme).map(|scheme| &scheme.kind) {
            Some(SecurityKind::Token) => "token".to_owned(),
            Some(SecurityKind::Basic) => "user and password".to_owned(),
            Some(SecurityKind::Header(name)) => format!("key in the header {name}"),
            Some(SecurityKind::Query(name)) => format!("key in the query parameter {name}"),
            Some(SecurityKind::Cookie(name)) => format!("key in the cookie {name}"),
            Some(SecurityKind::Outside) | None => "nothing of ours".to_owned(),
        };
        let alternative = |schemes: &Vec<usize>| match schemes.as_slice() {
            [] => "nothing".to_owned(),
            schemes => schemes.iter().map(scheme).collect::<Vec<_>>().join(" and "),
        };
        let alternatives: Vec<_> = security.iter().map(alternative).collect();
        if alternatives.is_empty() { "nothing".to_owned() } else { alternatives.join(", or ") }
    }

    fn item(&self, id: TypeId) -> Item {
        let definition = self.api.definition(id);
        let usage = self.facts.usage(id);
        Item {
            name: self.name(NameKey::Type(id)),
            place: definition.location.to_string(),
            documentation: text(&definition.documentation),
            sent: usage.request,
            received: usage.response,
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
            rest: object.rest.clone(),
            count: (object.min_properties, object.max_properties),
            demands: object.demands.clone(),
        }
    }

    fn union(&self, id: TypeId, union: &ir::Union) -> Union {
        let variants = union.variants.iter().enumerate();
        let variants = variants.map(|(index, variant)| Variant {
            name: self.name(NameKey::Variant(id, index)),
            r#type: variant.r#type.clone(),
            boxed: self.facts.is_boxed_variant(id, index),
            recognised: recognised(&union.selection, index),
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
        writing: parameter.writing.map(|writing| format!("{writing:?}")).unwrap_or_default(),
        documentation: text(&parameter.documentation),
    }
}

fn response(response: &ir::Response) -> Response {
    match response {
        ir::Response::Empty => Response::One(Form::Empty, Vec::new()),
        ir::Response::Value(path, r#type) => {
            Response::One(Form::Value(Box::new(r#type.clone())), path.clone())
        }
        ir::Response::Text => Response::One(Form::Text, Vec::new()),
        ir::Response::Bytes => Response::One(Form::Bytes, Vec::new()),
        ir::Response::Page(page) => Response::Pages(Box::new(page.item.clone()), page.items.clone()),
        ir::Response::Several(several) => Response::Several(cases(several)),
    }
}

fn cases(several: &[ir::Case]) -> Vec<Case> {
    let cases = several.iter().map(|case| Case {
        status: case.status.clone(),
        form: match &case.form {
            CaseForm::Empty => Form::Empty,
            CaseForm::Value(_, r#type) => Form::Value(r#type.clone()),
            CaseForm::Text => Form::Text,
            CaseForm::Bytes => Form::Bytes,
        },
    });
    cases.collect()
}

/// What a reader is told, deprecation included.
fn text(documentation: &Documentation) -> String {
    let mark = if documentation.deprecated { "deprecated\n" } else { "" };
    format!("{mark}{}", documentation.text.as_deref().unwrap_or_default())
}
