//! The intermediate representation as text: the result of the stage `lower`, before anything has a Rust name.

use std::fmt::Write as _;

use faithful_codegen::ir::{
    AdditionalProperties, Api, Body, BodyForm, Case, Content, Documentation, Errors, EventData, Field,
    Inside, JsonKind, Number, Object, ObjectSelection, Operation, Origin, PartForm, Presence, RawContent,
    Response, ResponseForm, Rules, ScalarKind, Selection, Shape, StatusResponse, Type, TypeDefinition, Union,
    WaiterValues,
};

/// Renders the whole representation.
#[must_use]
pub fn text(api: &Api) -> String {
    let mut printer = Printer { api, text: String::new() };
    printer.head();
    for operation in &api.operations {
        printer.operation(operation);
    }
    for definition in &api.types {
        printer.definition(definition);
    }
    printer.text
}

struct Printer<'a> {
    api: &'a Api,
    text: String,
}

impl Printer<'_> {
    fn line(&mut self, depth: usize, line: &str) {
        let indent = "    ".repeat(depth);
        // Writing to a `String` cannot fail.
        let _ = writeln!(self.text, "{indent}{}", line.trim_end());
    }

    fn waiters(&mut self) {
        for waiter in &self.api.waiters {
            let operation = &self.api.operations[waiter.operation].id;
            self.line(1, &format!("waiter {:?}: {operation} at {}", waiter.name, waiter.status.join(".")));
            let concluded = waiter.concluded.as_ref().map(|path| format!("once {} is true", path.join(".")));
            let item = waiter.item.as_ref().map(|item| {
                let size = item.page_size.map(|(parameter, size)| {
                    format!(", {} = {size}", self.api.operations[waiter.operation].parameters[parameter].name)
                });
                let (property, argument) = (item.property.join("."), &item.argument);
                format!("the item with {property} = {argument:?}{}", size.unwrap_or_default())
            });
            for line in waiter.description.iter().chain(&concluded).chain(&item) {
                self.line(2, line);
            }
            let WaiterValues { success, failure, completed, running } = &waiter.values;
            for (meaning, values) in
                [("success", success), ("failure", failure), ("completed", completed), ("running", running)]
            {
                if !values.is_empty() {
                    self.line(2, &format!("{meaning}: {}", values.join(", ")));
                }
            }
            self.line(2, &format!("every {} s, for {} s", waiter.interval, waiter.timeout));
        }
    }

    fn head(&mut self) {
        let Api { title, description, base_url, tags, scopes, handles, .. } = self.api;
        self.line(0, &format!("api {title:?} at {base_url:?}"));
        if let Some(description) = description {
            self.line(1, &format!("description {description:?}"));
        }
        let variables = [("token", &self.api.token_variables), ("base URL", &self.api.base_url_variables)];
        for (setting, variables) in variables.into_iter().filter(|(_, variables)| !variables.is_empty()) {
            self.line(1, &format!("{setting} from {}", variables.join(", ")));
        }
        for server in &self.api.servers {
            self.line(1, &format!("server {}", server.template));
            for variable in &server.variables {
                let values = variable.values.join(", ");
                self.line(2, &format!("{} = {:?} of [{values}]", variable.name, variable.default));
            }
        }
        for scheme in &self.api.schemes {
            self.line(1, &format!("scheme {:?}: {:?}", scheme.name, scheme.kind));
        }
        if let Some(security) = &self.api.security {
            let line = format!("security: {}", self.security(security));
            self.line(1, &line);
        }
        for tag in tags {
            let description = tag.description.as_ref().map(|text| format!(", description {text:?}"));
            self.line(1, &format!("tag {:?}{}", tag.name, description.unwrap_or_default()));
        }
        for scope in scopes {
            let name = &scope.name;
            let line =
                format!("scope {name:?}: {} after {}, by {:?}", scope.insert, scope.after, scope.parameter);
            self.line(1, &line);
            for index in &scope.excluded {
                self.line(2, &format!("without {}", self.api.operations[*index].id));
            }
        }
        self.waiters();
        for handle in handles {
            let above = handle.parent.map(|parent| format!(", below {:?}", handles[parent].name));
            self.line(1, &format!("handle {:?}: {}{}", handle.name, handle.path, above.unwrap_or_default()));
            for parameter in &handle.parameters {
                self.line(2, &format!("binds {:?}: {}", parameter.name, self.r#type(&parameter.r#type)));
            }
        }
        self.text.push('\n');
    }

    fn operation(&mut self, operation: &Operation) {
        let tag = self.api.tags.get(operation.tag).map_or("none", |tag| tag.name.as_str());
        self.line(0, &format!("operation {} = {} {}", operation.id, operation.method, operation.path));
        let handle = operation.handle.map(|handle| format!(", handle {:?}", self.api.handles[handle].name));
        let handle = handle.unwrap_or_default();
        self.line(1, &format!("from {}, tag {tag:?}{handle}", operation.location));
        if let Some(summary) = &operation.summary {
            self.line(1, &format!("summary {summary:?}"));
        }
        self.documentation(1, &operation.documentation);
        for (label, fact) in &operation.facts {
            self.line(1, &format!("fact {label:?}: {fact:?}"));
        }
        if let Some(address) = &operation.external_docs {
            self.line(1, &format!("see {address}"));
        }
        for parameter in &operation.parameters {
            let place = format!("{:?}", parameter.place).to_lowercase();
            let line = format!(
                "{place} {:?}: {}{}",
                parameter.name,
                self.r#type(&parameter.r#type),
                if parameter.bound.is_some() { ", bound" } else { required(parameter.required) }
            );
            self.line(1, &line);
            self.documentation(2, &parameter.documentation);
            if let Some(default) = &parameter.default {
                self.line(2, &format!("default {default}"));
            }
            if let Some(writing) = &parameter.writing {
                let explode = if writing.explode { ", exploded" } else { "" };
                let reserved = if writing.allow_reserved { ", reserved characters not encoded" } else { "" };
                self.line(2, &format!("written as {}{explode}{reserved}", writing.style.as_str()));
            }
        }
        if let Some(body) = &operation.body {
            for content in &body.contents {
                self.content(body, content);
            }
            self.documentation(2, &body.documentation);
        }
        self.response(&operation.response);
        if operation.status != 200 {
            self.line(1, &format!("status {}", operation.status));
        }
        for (from, to) in &operation.redirects {
            self.line(1, &format!("redirects {from} to {to} are responses"));
        }
        self.other_facts(operation);
        for example in &operation.examples {
            let of = format!("{:?}", example.of).to_lowercase();
            self.line(1, &format!("example {:?} of the {of}: {}", example.name, example.json));
        }
        self.text.push('\n');
    }

    fn content(&mut self, body: &Body, content: &Content) {
        let required = required(body.required);
        let plain = content.media_type == "application/json";
        let of = if plain { String::new() } else { format!(" in {}", content.media_type) };
        let form = match &content.form {
            BodyForm::Json(r#type) => self.r#type(r#type),
            BodyForm::Pairs(r#type, _) => format!("form of {}", self.r#type(r#type)),
            BodyForm::Parts(_) => "parts".to_owned(),
            BodyForm::AnyParts => "any parts".to_owned(),
            BodyForm::Text => "text".to_owned(),
            BodyForm::Bytes => "bytes".to_owned(),
        };
        self.line(1, &format!("body{of}: {form}{required}"));
        match &content.form {
            BodyForm::Pairs(_, styles) => {
                for (key, style) in styles {
                    self.line(2, &format!("{key:?} {style:?}"));
                }
            }
            BodyForm::Parts(parts) => {
                for part in parts {
                    let form = match &part.form {
                        PartForm::Bytes => "bytes".to_owned(),
                        PartForm::ListOfBytes => "list of bytes".to_owned(),
                        PartForm::Value(r#type) => self.r#type(r#type),
                        PartForm::Json(r#type) => format!("JSON of {}", self.r#type(r#type)),
                    };
                    let of = part.content_type.as_ref().map(|it| format!(", as {it}")).unwrap_or_default();
                    self.line(2, &format!("{:?}: {form}{of}{}", part.name, self::required(part.required)));
                    self.documentation(3, &part.documentation);
                }
            }
            BodyForm::Json(_) | BodyForm::AnyParts | BodyForm::Text | BodyForm::Bytes => {}
        }
    }

    /// Errors, response headers, content types, security and server.
    fn other_facts(&mut self, operation: &Operation) {
        match &operation.errors {
            Errors::Unknown => {}
            Errors::Single(r#type) => {
                let line = format!("errors: {}", self.r#type(r#type));
                self.line(1, &line);
            }
            Errors::ByStatus(cases) => self.cases("errors", cases),
        }
        for header in &operation.headers {
            let (r#type, statuses) = (self.r#type(&header.r#type), header.statuses.join(", "));
            self.line(1, &format!("header {:?} of {statuses}: {type}", header.name));
            self.documentation(2, &header.documentation);
        }
        if let Some(accept) = &operation.accept {
            self.line(1, &format!("accept {accept}"));
        }
        for RawContent { media_type, events } in &operation.raw {
            let events = events.as_ref().map(|data| format!(": events of {}", self.event_data(data)));
            self.line(1, &format!("also available as {media_type}{}", events.unwrap_or_default()));
        }
        if let Some(security) = &operation.security {
            let line = format!("security: {}", self.security(security));
            self.line(1, &line);
        }
        if let Some(server) = &operation.server {
            self.line(1, &format!("server {server}"));
        }
    }

    fn security(&self, security: &[Vec<usize>]) -> String {
        let name = |scheme: &usize| self.api.schemes[*scheme].name.clone();
        let alternative = |schemes: &Vec<usize>| {
            let names: Vec<_> = schemes.iter().map(name).collect();
            if names.is_empty() { "nothing".to_owned() } else { names.join(" and ") }
        };
        let alternatives: Vec<_> = security.iter().map(alternative).collect();
        if alternatives.is_empty() { "none".to_owned() } else { alternatives.join(", or ") }
    }

    fn cases(&mut self, role: &str, cases: &[StatusResponse]) {
        self.line(1, &format!("{role}: by status"));
        for case in cases {
            let form = match &case.form {
                ResponseForm::Empty => "empty".to_owned(),
                ResponseForm::Value(path, r#type) => format!("{} at {}", self.r#type(r#type), dotted(path)),
                ResponseForm::Text => "text".to_owned(),
                ResponseForm::Bytes => "bytes".to_owned(),
            };
            self.line(2, &format!("{}: {form}", case.status));
        }
    }

    fn response(&mut self, response: &Response) {
        match response {
            Response::Empty => self.line(1, "response: empty"),
            Response::Text => self.line(1, "response: text"),
            Response::Bytes => self.line(1, "response: bytes"),
            Response::Events(data) => {
                let line = format!("response: events of {}", self.event_data(data));
                self.line(1, &line);
            }
            Response::ByStatus(cases) => self.cases("response", cases),
            Response::Value(path, r#type) => {
                let line = format!("response: {} at {}", self.r#type(r#type), dotted(path));
                self.line(1, &line);
            }
            Response::Page(page) => {
                let beside = page.beside.as_ref();
                let beside = beside.map(|beside| format!(", next to {}", self.r#type(beside)));
                let items = format!("{} at {}", self.r#type(&page.item), dotted(&page.items));
                let line = format!("response: pages of {items}{}", beside.unwrap_or_default());
                self.line(1, &line);
                let count = page.count.as_ref().map_or("nowhere".to_owned(), |path| dotted(path));
                let (next, cursor) = (dotted(&page.has_next), dotted(&page.cursor));
                let parameter = &page.cursor_parameter;
                self.line(2, &format!("next {next}, cursor {cursor} for {parameter:?}, count {count}"));
            }
        }
    }

    fn event_data(&self, data: &EventData) -> String {
        match data {
            EventData::Value(r#type) => self.r#type(r#type),
            EventData::Text => "text".to_owned(),
        }
    }

    fn definition(&mut self, definition: &TypeDefinition) {
        let kind = match &definition.shape {
            Shape::Object(_) => "object",
            Shape::StringEnum(_) => "enum",
            Shape::Union(_) => "union",
        };
        self.line(0, &format!("{kind} {}", origin(&definition.origin)));
        let places = match definition.places {
            1 => String::new(),
            places => format!(", {places} places"),
        };
        self.line(1, &format!("from {}{places}", definition.location));
        self.documentation(1, &definition.documentation);
        match &definition.shape {
            Shape::Object(object) => {
                for literal in &object.literals {
                    self.line(1, &format!("{:?} is {:?}", literal.key, literal.value));
                }
                for field in &object.fields {
                    self.field(field);
                }
                self.rest(object);
            }
            Shape::StringEnum(list) => {
                for (index, value) in list.values.iter().enumerate() {
                    let value = match list.scalar {
                        ScalarKind::String => format!("{value:?}"),
                        kind => format!("{value} ({})", format!("{kind:?}").to_lowercase()),
                    };
                    let title = list.labels.get(index).map(|label| format!(" titled {:?}", label.title));
                    self.line(1, &(value + &title.unwrap_or_default()));
                }
            }
            Shape::Union(union) => self.union(union),
        }
        self.text.push('\n');
    }

    fn rest(&mut self, object: &Object) {
        match &object.additional {
            AdditionalProperties::Open => {}
            AdditionalProperties::Closed => self.line(1, "no additional properties"),
            AdditionalProperties::Typed(rest) => {
                let line = format!("additional properties: {}", self.r#type(rest));
                self.line(1, &line);
            }
        }
        let limits = Rules {
            min_properties: object.min_properties,
            max_properties: object.max_properties,
            ..Rules::default()
        };
        if let Some((exclusive, sets)) = &object.required_sets {
            let how = if *exclusive { "exactly one" } else { "at least one" };
            let sets: Vec<_> = sets.iter().map(|set| set.join(" and ")).collect();
            self.line(1, &format!("{how} of ({})", sets.join("), (")));
        }
        if limits != Rules::default() {
            self.line(1, &format!("properties{}", rules(&limits)));
        }
        // `closed` has already been printed if the object is closed.
        let mut inside = object.inside.as_deref().cloned().unwrap_or_default();
        inside.closed &= object.additional != AdditionalProperties::Closed;
        if inside != Inside::default() {
            let line = format!("properties {}", self.inside(&inside));
            self.line(1, &line);
        }
    }

    /// The rules, those for nested values last.
    fn rules(&self, all: &Rules) -> String {
        let inside = all.inside.as_ref().map(|inside| self.inside(inside));
        [Some(rules(all)), inside]
            .into_iter()
            .flatten()
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// Rules for nested values: `(1: integer, 2: string, closed)`.
    fn inside(&self, inside: &Inside) -> String {
        let Inside { positions, patterns, others, closed, absent, not_null, alternatives } = inside;
        let positions = positions.iter().enumerate();
        let positions = positions.map(|(index, it)| format!("{}: {}", index + 1, self.r#type(it)));
        let patterns = patterns.iter().map(|(pattern, it)| format!("{pattern:?}: {}", self.r#type(it)));
        let others = others.iter().map(|it| format!("others: {}", self.r#type(it)));
        let closed = closed.then(|| "closed".to_owned());
        let absent = absent.iter().map(|key| format!("no {key:?}"));
        let not_null = not_null.then(|| "not null".to_owned());
        let alternatives = alternatives.iter().map(|it| format!("or {}", self.r#type(it)));
        let all = positions.chain(patterns).chain(others).chain(closed).chain(absent).chain(not_null);
        format!("({})", all.chain(alternatives).collect::<Vec<_>>().join(", "))
    }

    fn field(&mut self, field: &Field) {
        let presence = match field.presence {
            Presence::Required => ", required",
            Presence::Optional => "",
            Presence::Patch => ", absent, null or set",
        };
        let in_new = field.in_constructor && field.presence != Presence::Required;
        let in_new = if in_new { ", in the constructor" } else { "" };
        let constant = field.constant.as_ref().map(|value| format!(", {value} by the constructor"));
        let constant = constant.unwrap_or_default();
        let line = format!("{:?}: {}{presence}{in_new}{constant}", field.key, self.r#type(&field.r#type));
        self.line(1, &line);
        if let Some(tag) = &field.sibling {
            self.line(2, &format!("selected by {:?} beside it, {} levels above", tag.property, tag.depth));
        }
        self.documentation(2, &field.documentation);
        for note in &field.notes {
            self.line(2, &format!("note {note:?}"));
        }
    }

    fn union(&mut self, union: &Union) {
        for (index, variant) in union.variants.iter().enumerate() {
            let label = variant.label.as_ref().map(|label| format!(" as {label:?}")).unwrap_or_default();
            let line = format!("{index} {:?}{label}: {}", variant.name, self.r#type(&variant.r#type));
            self.line(1, &line);
            self.documentation(2, &variant.documentation);
        }
        self.line(1, union.selection.basis.as_str());
        for tag in &union.selection.siblings {
            let is_always = if union.selection.always_sibling { "always " } else { "" };
            self.line(1, &format!("{is_always}by {:?} beside it", tag.property));
            for (value, selection) in &tag.cases {
                self.line(2, &format!("{value}:"));
                self.selection(3, selection);
            }
        }
        self.selection(1, &union.selection);
        if !union.selection.checked.is_empty() {
            self.line(1, &format!("tags checked in requests: {:?}", union.selection.checked));
        }
    }

    fn selection(&mut self, depth: usize, selection: &Selection) {
        for (kind, variant) in &selection.kinds {
            let kind = match kind {
                JsonKind::Enum(values) => format!("one of {values:?}"),
                kind => format!("{kind:?}").to_lowercase(),
            };
            self.line(depth, &format!("{kind} is {variant}"));
        }
        self.objects(depth, &selection.objects);
    }

    fn objects(&mut self, depth: usize, selection: &ObjectSelection) {
        match selection {
            ObjectSelection::None => {}
            ObjectSelection::Only(variant) => self.line(depth, &format!("object is {variant}")),
            ObjectSelection::Tag { property, values, other } => {
                self.line(depth, &format!("object by {property:?}"));
                for (value, variant) in values {
                    self.line(depth + 1, &format!("{value:?} is {variant}"));
                }
                if let Some(variant) = other {
                    self.line(depth + 1, &format!("any other is {variant}"));
                }
            }
            ObjectSelection::Branch { path, values, other } => {
                self.line(depth, &format!("object by {:?}", path.join(".")));
                for (value, inner) in values {
                    self.line(depth + 1, &format!("{value:?}:"));
                    self.objects(depth + 2, inner);
                }
                if **other != ObjectSelection::None {
                    self.line(depth + 1, "any other:");
                    self.objects(depth + 2, other);
                }
            }
            ObjectSelection::Property { path, cases, absent, other } => {
                self.line(depth, &format!("object by {:?}", path.join(".")));
                let cases = cases.iter().map(|(case, inner)| (case.to_string(), inner));
                let rest = [("absent".to_owned(), &**absent), ("any other".to_owned(), &**other)];
                for (case, inner) in cases.chain(rest).filter(|(_, it)| **it != ObjectSelection::None) {
                    self.line(depth + 1, &format!("{case}:"));
                    self.objects(depth + 2, inner);
                }
            }
            ObjectSelection::Keys(rules) => {
                for rule in rules {
                    let groups: Vec<_> = rule.when.iter().map(|keys| keys.join(" or ")).collect();
                    let line = format!("object with ({}) is {}", groups.join(") and ("), rule.variant);
                    self.line(depth, &line);
                }
            }
            ObjectSelection::Heuristic(candidates) => {
                self.line(depth, "object by matching properties");
                for candidate in candidates {
                    let property = |key: &String| {
                        let values = candidate.values.iter().find(|(other, _)| other == key);
                        let values = values.map(|(_, cases)| cases.iter().map(Case::to_string));
                        let values = values.map(|cases| cases.collect::<Vec<_>>().join("|"));
                        values.map_or_else(|| key.clone(), |values| format!("{key}={values}"))
                    };
                    let line = format!(
                        "{} requires ({}) allows ({})",
                        candidate.variant,
                        candidate.required.iter().map(property).collect::<Vec<_>>().join(", "),
                        candidate.optional.iter().map(property).collect::<Vec<_>>().join(", ")
                    );
                    self.line(depth + 1, &line);
                }
            }
        }
    }

    fn documentation(&mut self, depth: usize, documentation: &Documentation) {
        if documentation.deprecated {
            self.line(depth, "deprecated");
        }
        if let Some(text) = &documentation.text {
            self.line(depth, &format!("description {text:?}"));
        }
    }

    fn r#type(&self, r#type: &Type) -> String {
        match r#type {
            Type::Any => "any".to_owned(),
            Type::FreeForm => "object".to_owned(),
            Type::Boolean => "boolean".to_owned(),
            Type::Integer(limits) => format!("integer{}", self.rules(limits)),
            Type::Number(limits) => format!("number{}", self.rules(limits)),
            Type::String(limits) => format!("string{}", self.rules(limits)),
            Type::Timestamp => "timestamp".to_owned(),
            Type::List(item, limits) => format!("list{} of {}", self.rules(limits), self.r#type(item)),
            Type::Map(value) => format!("map of {}", self.r#type(value)),
            Type::Nullable(inner) => format!("nullable {}", self.r#type(inner)),
            Type::OrReference(inner) => format!("reference or {}", self.r#type(inner)),
            Type::Limited(inner, limits) => format!("{}{}", self.r#type(inner), self.rules(limits)),
            Type::Named(id) => origin(&self.api.definition(*id).origin),
        }
    }
}

fn origin(origin: &Origin) -> String {
    let path = origin.path.iter().map(|step| format!("/{step}"));
    format!("<{}{}>", origin.name, path.collect::<String>())
}

fn required(required: bool) -> &'static str {
    if required { ", required" } else { "" }
}

fn dotted(path: &[String]) -> String {
    let steps = path.iter().map(|key| format!(".{key}"));
    format!("${}", steps.collect::<String>())
}

/// The rules that are set: `(min_length 3, pattern "^x")`.
fn rules(rules: &Rules) -> String {
    let Rules {
        format,
        min_length,
        max_length,
        pattern,
        minimum,
        maximum,
        exclusive_minimum,
        exclusive_maximum,
        multiple_of,
        min_items,
        max_items,
        unique_items,
        min_properties,
        max_properties,
        allowed_values,
        inside: _,
    } = rules;
    let count = |count: &Option<u64>| count.map(|count| count.to_string());
    let number = |number: &Option<Number>| number.as_ref().map(|number| number.0.clone());
    let all = [
        ("format", format.map(|format| format.noun().to_owned())),
        ("min_length", count(min_length)),
        ("max_length", count(max_length)),
        ("pattern", pattern.as_ref().map(|pattern| format!("{pattern:?}"))),
        ("minimum", number(minimum)),
        ("maximum", number(maximum)),
        ("exclusive_minimum", number(exclusive_minimum)),
        ("exclusive_maximum", number(exclusive_maximum)),
        ("multiple_of", number(multiple_of)),
        ("min_items", count(min_items)),
        ("max_items", count(max_items)),
        ("unique_items", unique_items.then(|| "true".to_owned())),
        ("min_properties", count(min_properties)),
        ("max_properties", count(max_properties)),
        ("enum", (!allowed_values.is_empty()).then(|| allowed_values.join(" | "))),
    ];
    let set = all.into_iter().filter_map(|(name, value)| Some(format!("{name} {}", value?)));
    let set: Vec<_> = set.collect();
    if set.is_empty() { String::new() } else { format!("({})", set.join(", ")) }
}
