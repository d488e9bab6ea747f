//! Builds the surface from the intermediate representation and the names.

use super::selectors::selectors;
use super::waiters::waiters;
use super::{
    Body, Content, Errors, Field, Form, Group, Handle, Item, Kind, Operation, Parameter, Part, PartValue,
    RawContent, Response, Scope, StatusResponse, Struct, Surface, Union, Value, Variant,
};
use crate::analyze::{Facts, Feature};
use crate::ir::{self, Api, BodyForm, Documentation, PairStyle, PartForm, ResponseForm, Shape, TypeId};
use crate::lower::{default_value, without_default};
use crate::names::{NameKey, Names};

impl Surface {
    /// Returns the surface of the client of an API.
    #[must_use]
    pub fn new(api: &Api, facts: &Facts, names: &Names) -> Self {
        let builder = Builder { api, facts, names };
        let operations = api.operations.iter().enumerate();
        Self {
            base_url: api.base_url.clone(),
            documentation: joined([Some(&api.title), api.description.as_ref()]),
            servers: api.servers.clone(),
            schemes: api.schemes.clone(),
            security: api.security.clone(),
            token_variables: api.token_variables.clone(),
            base_url_variables: api.base_url_variables.clone(),
            reference_pattern: api.reference_pattern.clone(),
            scopes: api.scopes.iter().enumerate().map(|(index, it)| builder.scope(index, it)).collect(),
            handles: api.handles.iter().enumerate().map(|(index, it)| builder.handle(index, it)).collect(),
            groups: (0..api.tags.len()).map(|tag| builder.group(tag)).collect(),
            operations: operations.map(|(index, it)| builder.operation(index, it)).collect(),
            waiters: waiters(api, names),
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

    fn scope(&self, index: usize, scope: &ir::Scope) -> Scope {
        Scope {
            name: self.name(NameKey::Scope(index)),
            after: scope.after.clone(),
            insert: scope.insert.clone(),
            excluded: scope.excluded.iter().map(|index| self.api.operations[*index].id.clone()).collect(),
            documentation: scope.description.clone(),
        }
    }

    fn handle(&self, index: usize, handle: &ir::Handle) -> Handle {
        let arguments = handle.parameters.iter().enumerate();
        Handle {
            name: self.name(NameKey::Handle(index)),
            type_name: self.name(NameKey::HandleType(index)),
            path: handle.path.clone(),
            parent: handle.parent,
            arguments: arguments
                .map(|(own, it)| (self.name(NameKey::HandleParameter(index, own)), it.r#type.clone()))
                .collect(),
            documentation: handle.description.clone().unwrap_or_default(),
        }
    }

    /// The name of the method that returns the struct with the method of an operation.
    fn accessor(&self, operation: &ir::Operation) -> Option<String> {
        let tag = operation.tag;
        let key = match operation.handle {
            None => Some(NameKey::TagModule(tag)),
            Some(handle) => self
                .names
                .has(NameKey::HandleTag(handle, tag))
                .then_some(NameKey::HandleAccessor(handle, tag)),
        };
        key.map(|key| self.name(key))
    }

    fn group(&self, tag: usize) -> Group {
        Group {
            documentation: self.api.tags[tag].description.clone().unwrap_or_default(),
            tag: self.api.tags[tag].name.clone(),
            module: self.name(NameKey::TagModule(tag)),
            name: self.name(NameKey::Tag(tag)),
        }
    }

    fn operation(&self, index: usize, operation: &ir::Operation) -> Operation {
        let parameters = operation.parameters.iter().enumerate();
        let raw = operation.raw.iter().enumerate();
        let facts = operation.facts.iter().map(|(label, text)| format!("{label}: {text}"));
        let documentation = operation.summary.iter().chain(&operation.documentation.text).cloned();
        Operation {
            id: operation.id.clone(),
            group: operation.tag,
            handle: operation.handle,
            accessor: self.accessor(operation),
            name: self.name(NameKey::Operation(index)),
            call: self.name(NameKey::Call(index)),
            method: operation.method,
            path: operation.path.clone(),
            reference_page: operation.external_docs.clone(),
            documentation: documentation.chain(facts).collect::<Vec<_>>().join("\n\n"),
            deprecated: operation.documentation.deprecated,
            parameters: parameters
                .map(|(position, it)| parameter(self.name(NameKey::Parameter(index, position)), it))
                .collect(),
            body: operation.body.as_ref().map(|body| self.body(index, body)),
            response: response(&operation.response),
            responses_type: matches!(operation.response, ir::Response::ByStatus(_))
                .then(|| self.name(NameKey::Responses(index))),
            redirects: operation.redirects.iter().map(|(from, to)| status_range(*from, *to)).collect(),
            response_documentation: response_documentation(operation),
            accept: operation.accept.clone().unwrap_or_else(|| "application/json".to_owned()),
            raw: raw
                .map(|(number, content)| RawContent {
                    name: self.name(NameKey::Raw(index, number)),
                    media_type: content.media_type.clone(),
                    form: content.events.as_ref().map_or(Form::Bytes, events),
                })
                .collect(),
            errors: match &operation.errors {
                ir::Errors::Unknown => Errors::Unknown,
                ir::Errors::Single(r#type) => Errors::Single(r#type.clone()),
                ir::Errors::ByStatus(responses) => Errors::ByStatus(by_status(responses)),
            },
            errors_type: matches!(operation.errors, ir::Errors::ByStatus(_))
                .then(|| self.name(NameKey::Errors(index))),
            headers: operation.headers.iter().map(|it| (it.name.clone(), it.r#type.clone())).collect(),
            security: operation.security.clone(),
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
            parts_type: matches!(content.form, BodyForm::Parts(_))
                .then(|| self.name(NameKey::Parts(index, number))),
            encoding: match &content.form {
                BodyForm::Pairs(_, styles) => {
                    styles.iter().map(|(key, style)| (key.clone(), pair_style(*style))).collect()
                }
                BodyForm::Json(_)
                | BodyForm::Parts(_)
                | BodyForm::AnyParts
                | BodyForm::Text
                | BodyForm::Bytes => Vec::new(),
            },
        });
        Body {
            required: body.required,
            contents: contents.collect(),
            documentation: text(&body.documentation),
        }
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
                    encoding: part_encoding(part),
                    documentation: text(&part.documentation),
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

    fn item(&self, id: TypeId) -> Item {
        let definition = self.api.definition(id);
        let usage = self.facts.usage(id);
        let features = self.facts.features().of(id);
        Item {
            name: self.name(NameKey::Type(id)),
            location: definition.location.to_string(),
            documentation: text(&definition.documentation),
            in_requests: usage.in_requests(),
            in_responses: usage.in_responses(),
            is_sendable: usage.is_sendable(),
            groups: features.iter().filter_map(|feature| feature.tag()).collect(),
            in_other_models: features.contains(&Feature::OtherModels),
            kind: match &definition.shape {
                Shape::Object(object) => Kind::Struct(self.object(id, object)),
                Shape::StringEnum(list) => {
                    let values = list.values.iter().enumerate();
                    let values = values.map(|(index, value)| Value {
                        name: self.name(NameKey::Variant(id, index)),
                        text: value.clone(),
                        scalar: list.scalar,
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
            default: default_value(&field.notes).map(str::to_owned),
            documentation: text(&field.documentation) + &without_default(&field.notes).join("\n"),
        });
        Struct {
            fields: fields.collect(),
            literals: object.literals.clone(),
            additional: object.additional.clone(),
            property_count: (object.min_properties, object.max_properties),
            required_sets: object.required_sets.clone(),
            inside: object.inside.clone(),
        }
    }

    fn union(&self, id: TypeId, union: &ir::Union) -> Union {
        let variants = union.variants.iter().enumerate();
        let variants = variants.map(|(index, variant)| Variant {
            name: self.name(NameKey::Variant(id, index)),
            r#type: variant.r#type.clone(),
            boxed: self.facts.is_boxed_variant(id, index),
            checked: union.selection.checked.contains(&index),
            documentation: text(&variant.documentation),
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
        bound: parameter.bound.is_some(),
        r#type: parameter.r#type.clone(),
        style: style(parameter),
        default: parameter.default.clone(),
        deprecated: parameter.documentation.deprecated,
        documentation: parameter.documentation.text.clone().unwrap_or_default(),
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
        ir::Response::Events(data) => Response::Single(events(data), Vec::new()),
        ir::Response::Page(page) => Response::Pages(Box::new(page.clone())),
        ir::Response::ByStatus(responses) => Response::ByStatus(by_status(responses)),
    }
}

fn events(data: &ir::EventData) -> Form {
    match data {
        ir::EventData::Value(r#type) => Form::Events(r#type.clone()),
        ir::EventData::Text => Form::TextEvents,
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
        path: match &response.form {
            ResponseForm::Value(path, _) => path.clone(),
            ResponseForm::Empty | ResponseForm::Text | ResponseForm::Bytes => Vec::new(),
        },
    });
    responses.collect()
}

/// Describes the serialization style of a parameter.
fn style(parameter: &ir::Parameter) -> String {
    let Some(writing) = parameter.writing else { return "the default style".to_owned() };
    let explode = if writing.explode { "exploded" } else { "not exploded" };
    let reserved = if writing.allow_reserved { ", reserved characters unencoded" } else { "" };
    format!("style {}, {explode}{reserved}", writing.style.as_str())
}

/// Describes the serialization style of a property in a URL-encoded form.
fn pair_style(style: PairStyle) -> String {
    match style {
        PairStyle::Joined(delimiter) => format!("one pair, joined by {delimiter}"),
        PairStyle::Exploded => "one pair for each element or property".to_owned(),
        PairStyle::DeepObject => "one pair for each property, with its key in brackets".to_owned(),
        PairStyle::Json => "JSON".to_owned(),
    }
}

/// Describes the content type of a part.
fn part_encoding(part: &ir::Part) -> String {
    match (&part.content_type, &part.form) {
        (Some(content_type), _) => content_type.clone(),
        (None, PartForm::Json(_)) => "application/json".to_owned(),
        (None, PartForm::Bytes | PartForm::ListOfBytes | PartForm::Value(_)) => {
            "the default content type".to_owned()
        }
    }
}

/// Returns the descriptions of the responses and their headers.
fn response_documentation(operation: &ir::Operation) -> String {
    let headers = operation.headers.iter().map(|header| {
        format!("{}: {}, {}", header.name, header.statuses.join(", "), text(&header.documentation))
    });
    let successes = match &operation.response {
        ir::Response::ByStatus(responses) => responses.as_slice(),
        ir::Response::Empty
        | ir::Response::Value(..)
        | ir::Response::Page(_)
        | ir::Response::Text
        | ir::Response::Bytes
        | ir::Response::Events(_) => &[],
    };
    let errors = match &operation.errors {
        ir::Errors::ByStatus(responses) => responses.as_slice(),
        ir::Errors::Unknown | ir::Errors::Single(_) => &[],
    };
    let responses = successes.iter().chain(errors).map(|response| {
        format!("{}: {}", response.status, response.description.as_deref().unwrap_or_default())
    });
    headers.chain(responses).collect::<Vec<_>>().join("\n")
}

fn status_range(from: u16, to: u16) -> String {
    if from == to { from.to_string() } else { format!("{from} to {to}") }
}

/// Joins the texts that exist.
fn joined<'a>(texts: impl IntoIterator<Item = Option<&'a String>>) -> String {
    texts.into_iter().flatten().cloned().collect::<Vec<_>>().join("\n\n")
}

/// Returns the description, preceded by the line `deprecated` if the item is deprecated.
fn text(documentation: &Documentation) -> String {
    let mark = if documentation.deprecated { "deprecated\n" } else { "" };
    format!("{mark}{}", documentation.text.as_deref().unwrap_or_default())
}
