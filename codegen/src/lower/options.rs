//! Normalizes the options of a union before they are lowered: null is removed, equal options are
//! merged, and nested unions are flattened.

use std::collections::HashSet;
use std::rc::Rc;

use super::form::{Form, enumeration};
use super::hierarchy::aliased;
use super::lowering::Lowering;
use super::merge::signature;
use super::references;
use super::titled::titled;
use super::values::{enum_type, is_null};
use crate::diagnostic::Code;
use crate::document::{Additional, JsonType, Limits, Schema};
use crate::ir::Type;
use crate::source::{Location, Value};

/// Maximum number of options of a union, including nested and omitted ones.
const MAX_OPTIONS: usize = 1_000;

/// Maximum nesting depth of unnamed unions.
const MAX_DEPTH: usize = 32;

impl Lowering<'_> {
    /// Returns the form of a union, and whether one of its options allows null.
    pub(super) fn options(&mut self, schema: &Schema) -> (Form, bool) {
        let mut flattened = Flattened::default();
        self.flatten((schema, &schema.location), &mut flattened, &mut Vec::new());
        while let Some(target) = flattened.open.pop() {
            let inner = self.document.schemas.get(&target).map(|inner| self.resolved(inner));
            if let Some(inner) = inner {
                self.flatten((&inner, &schema.location), &mut flattened, &mut Vec::new());
            }
        }
        if flattened.visited > MAX_OPTIONS {
            self.unsupported(&schema.location, "a union with more than a thousand options");
            return (Form::Any, false);
        }
        let nullable = schema.options.iter().any(|option| self.allows_null(option, &mut Seen::default()));
        let options = deduplicated(flattened.options);
        if options.is_empty() && !nullable {
            self.diagnostics.warn(
                Code::ConflictingParts,
                &schema.location,
                "no value satisfies any option of the union together with the keywords next to it: any value is \
                 accepted",
                "change the options, or the keywords next to them",
            );
            return (Form::Any, false);
        }
        let text = options.iter().find(|option| self.is_reference(option)).cloned();
        if let Some((text, pattern)) =
            text.as_ref().and_then(|text| Some((text, text.limits.pattern.as_ref()?)))
        {
            self.patterns.check(pattern, &text.location.join("pattern"), self.diagnostics);
        }
        let form = match options.as_slice() {
            [] => Form::Null,
            [only] => Form::Same(Rc::clone(only)),
            [value, text] if self.is_reference(text) => Form::OrReference(Rc::clone(value)),
            [text, value] if self.is_reference(text) => Form::OrReference(Rc::clone(value)),
            _ if text.is_some() => Form::OrReference(Rc::new(self.without_references(options, schema))),
            _ => self.union(options),
        };
        (form, nullable)
    }

    /// Returns the union of the options that are not strings that refer to a value.
    fn without_references(&self, options: Vec<Rc<Schema>>, schema: &Schema) -> Schema {
        let options = options.into_iter().filter(|option| !self.is_reference(option)).collect();
        let discriminator = schema.discriminator.clone();
        Schema { options, discriminator, ..Schema::anything(schema.location.clone()) }
    }

    /// Collects the options other than null, and replaces unnamed unions by their options. Those of which `union` is an
    /// option are replaced later. `enclosing` holds the signatures of the enclosing unions.
    fn flatten(
        &mut self,
        (schema, union): (&Schema, &Location),
        flattened: &mut Flattened,
        enclosing: &mut Vec<Option<Vec<Location>>>,
    ) {
        for option in &schema.options {
            flattened.visited += 1;
            if flattened.visited > MAX_OPTIONS {
                return;
            }
            let signature = signature(option);
            if let Some(target) = self.circular(option, (&schema.location, union)) {
                let is_itself =
                    target == schema.location || (target == *union && flattened.circular.is_empty());
                self.report_circular(&option.location, is_itself);
                if !is_itself && target != *union && flattened.circular.insert(target.clone()) {
                    flattened.open.push(target);
                }
                continue;
            }
            if signature.is_some() && enclosing.contains(&signature) {
                self.report_recursion(&option.location, &schema.location);
                continue;
            }
            let whole = self.whole(option);
            if whole.never
                || is_null(&whole)
                || (whole.reference.is_some() && is_null(&self.resolved(option)))
            {
                continue;
            }
            let is_union = !whole.options.is_empty() && whole.reference.is_none();
            if is_union
                && whole.discriminator.is_none()
                && enclosing.len() < MAX_DEPTH
                && !self.is_or_reference(&whole)
            {
                let whole = whole.into_owned();
                enclosing.push(signature);
                self.flatten((&whole, union), flattened, enclosing);
                enclosing.pop();
            } else {
                flattened.options.push(Rc::clone(option));
            }
        }
    }

    fn report_circular(&mut self, option: &Location, is_itself: bool) {
        let (message, help) = if is_itself {
            ("option is omitted: it is the union itself", "remove the option, or refer to another schema")
        } else {
            (
                "option is replaced by its own options: the union is one of them",
                "remove the union from the options of its option",
            )
        };
        self.diagnostics.warn(Code::InfiniteRecursion, option, message, help);
    }

    /// Returns the union that an option is nothing but a reference to, if that is `inner` or `union`, or has `union` as
    /// one of its options.
    fn circular(&mut self, option: &Schema, (inner, union): (&Location, &Location)) -> Option<Location> {
        let reference = self.whole(option).reference.clone()?;
        let target = aliased(self.document, &reference);
        let is_circular = target == inner || target == union || self.leads_back(target, union);
        is_circular.then(|| target.clone())
    }

    /// Returns whether a union is of a value and a string that refers to one.
    fn is_or_reference(&self, schema: &Schema) -> bool {
        schema.options.len() == 2 && schema.options.iter().any(|option| self.is_reference(option))
    }

    /// Returns whether a schema is a string that refers to a value: whether it has exactly the reference pattern of
    /// the settings, and that pattern requires a `${…}`.
    pub(super) fn is_reference(&self, schema: &Schema) -> bool {
        let pattern = self.settings.reference_pattern.as_ref();
        pattern.filter(|pattern| references::meaning(pattern).is_some()).is_some_and(|pattern| {
            let limits = Limits { pattern: Some(pattern.clone()), ..Limits::default() };
            schema.types == [JsonType::String] && schema.limits == limits
        })
    }

    /// Returns whether null is valid. The results for the targets of references are kept: each may be reached from every
    /// union that contains it.
    fn allows_null(&mut self, schema: &Schema, seen: &mut Seen) -> bool {
        let mut followed = Vec::new();
        let result = self.follow_null(schema, seen, &mut followed);
        // A recursive reference counts as one that does not allow null, for the union where it begins alone.
        if result || !seen.is_cut {
            let results = followed.into_iter().map(|target| (target, result));
            self.traversal.allowing_null.extend(results);
        }
        result
    }

    fn follow_null(&mut self, schema: &Schema, seen: &mut Seen, followed: &mut Vec<Location>) -> bool {
        if let Some(signature) = signature(schema) {
            if seen.signatures.contains(&signature) {
                seen.is_cut = true;
                return false;
            }
            seen.signatures.push(signature);
        }
        let mut whole = self.whole(schema).into_owned();
        let document = self.document;
        while let Some(target) = whole.reference.clone() {
            if whole.nullable {
                return true;
            }
            if let Some(known) = self.traversal.allowing_null.get(&target) {
                return *known;
            }
            if seen.targets.contains(&target) {
                seen.is_cut = true;
                return false;
            }
            let Some(next) = document.schemas.get(&target) else { return false };
            seen.targets.push(target.clone());
            followed.push(target);
            whole = self.whole(next).into_owned();
        }
        if whole.never {
            return false;
        }
        let values = whole.enumeration.iter().flatten().chain(&whole.constant);
        whole.nullable
            || whole.types.contains(&JsonType::Null)
            || values.into_iter().any(|value| *value == Value::Null)
            || whole.options.iter().any(|option| self.allows_null(option, seen))
    }

    /// Returns the form of a union of several options. Scalars that differ only in their limits are
    /// merged, as are lists that differ only in their elements, and maps that differ only in their values.
    fn union(&mut self, options: Vec<Rc<Schema>>) -> Form {
        let mut forms = Vec::new();
        for option in &options {
            let resolved = self.resolved(option);
            let form = if resolved.options.is_empty() { self.form(&resolved).0 } else { Form::Object };
            forms.push((form, resolved));
        }
        if forms.iter().any(|(form, _)| matches!(form, Form::Any)) {
            return Form::Any;
        }
        if let Some(form) = titled(&options, &forms).or_else(|| constants(&options, &forms)) {
            return form;
        }
        let options = self.merge_scalars(options, &forms);
        let options = merge_containers(options, &forms);
        let options: Vec<Rc<Schema>> = options.into_iter().flatten().collect();
        match options.as_slice() {
            [only] => Form::Same(Rc::clone(only)),
            _ => Form::Union(options),
        }
    }

    /// Merges several scalars of the same type into the first one. If their limits differ, they become
    /// alternatives.
    fn merge_scalars(&self, options: Vec<Rc<Schema>>, forms: &[(Form, Schema)]) -> Vec<Option<Rc<Schema>>> {
        let mut options: Vec<_> = options.into_iter().map(Some).collect();
        for kind in [JsonType::String, JsonType::Integer, JsonType::Number, JsonType::Boolean] {
            let same = forms
                .iter()
                .enumerate()
                .filter(|(_, (form, schema))| scalar(form) == Some(kind) && !self.is_reference(schema));
            let same: Vec<usize> = same.map(|(index, _)| index).collect();
            let [first, others @ ..] = same.as_slice() else { continue };
            if others.is_empty() {
                continue;
            }
            let (_, schema) = &forms[*first];
            let listed = |index: &usize| matches!(forms[*index].0, Form::Enum(_));
            let equal = others.iter().all(|other| forms[*other].1.limits == schema.limits)
                && !same.iter().any(listed);
            let limits = if equal { schema.limits.clone() } else { Limits::default() };
            let location =
                options[*first].as_ref().map_or_else(|| schema.location.clone(), |it| it.location.clone());
            // A format that has a type is kept if all of them have that type.
            let typed = |index: usize| self.format_with_type(&forms[index].1);
            let format = typed(*first).filter(|(_, r#type)| {
                let is_same = |other: &usize| typed(*other).is_some_and(|(_, other)| other == *r#type);
                kind == JsonType::String && others.iter().all(is_same)
            });
            let format = format.map(|(format, _)| format.clone());
            let mut plain = Schema { types: vec![kind], limits, format, ..Schema::anything(location) };
            if !equal {
                plain.alternatives = same.iter().filter_map(|index| options[*index].clone()).collect();
            }
            for index in others {
                options[*index] = None;
            }
            options[*first] = Some(Rc::new(plain));
        }
        options
    }
}

/// The flattened options of a union.
#[derive(Default)]
struct Flattened {
    options: Vec<Rc<Schema>>,
    /// Number of options visited, including unions and omitted options.
    visited: usize,
    /// Unions of which the union is an option.
    circular: HashSet<Location>,
    /// Those whose options have not been collected yet.
    open: Vec<Location>,
}

/// The schemas already visited: targets of references, and signatures of composed schemas.
#[derive(Default)]
struct Seen {
    targets: Vec<Location>,
    signatures: Vec<Vec<Location>>,
    /// Whether one of them was reached again.
    is_cut: bool,
}

/// Removes options that are equal to earlier ones, regardless of their location.
fn deduplicated(options: Vec<Rc<Schema>>) -> Vec<Rc<Schema>> {
    let mut distinct: Vec<(Schema, Rc<Schema>)> = Vec::new();
    for option in options {
        let place = Location::root("");
        let bare = Schema { location: place, title: None, description: None, ..(*option).clone() };
        if !distinct.iter().any(|(existing, _)| *existing == bare) {
            distinct.push((bare, option));
        }
    }
    distinct.into_iter().map(|(_, option)| option).collect()
}

fn scalar(form: &Form) -> Option<JsonType> {
    match form {
        Form::String => Some(JsonType::String),
        Form::Integer => Some(JsonType::Integer),
        Form::Number => Some(JsonType::Number),
        Form::Boolean => Some(JsonType::Boolean),
        Form::Enum(values) => match enum_type(values).without_rules() {
            Type::Integer(_) => Some(JsonType::Integer),
            Type::Number(_) => Some(JsonType::Number),
            Type::Boolean => Some(JsonType::Boolean),
            _ => None,
        },
        Form::Any
        | Form::Never
        | Form::Timestamp
        | Form::List(_)
        | Form::OpenObject
        | Form::Map(_)
        | Form::Reference(_)
        | Form::Same(_)
        | Form::OrReference(_)
        | Form::Object
        | Form::StringEnum(_)
        | Form::Titled(..)
        | Form::Union(_)
        | Form::Null => None,
    }
}

/// Returns the enum that options consist of if each is an unnamed constant, or if all are values other than strings.
fn constants(options: &[Rc<Schema>], forms: &[(Form, Schema)]) -> Option<Form> {
    let is_constant = |option: &Rc<Schema>| option.reference.is_none() && option.parts.is_empty();
    let is_unnamed = options.iter().all(is_constant);
    let mut values = Vec::new();
    for (form, _) in forms {
        match form {
            Form::StringEnum(texts) if is_unnamed && texts.len() == 1 => {
                values.extend(texts.iter().cloned().map(Value::String));
            }
            Form::Enum(own) if is_unnamed || scalar(form).is_some() => values.extend(own.iter().cloned()),
            _ => return None,
        }
    }
    let distinct: Vec<&Value> = values.iter().collect();
    Some(enumeration(&distinct).0)
}

/// Merges several lists into one whose elements are a union, and several maps likewise, because the
/// elements of a value do not determine which list it is.
fn merge_containers(
    mut options: Vec<Option<Rc<Schema>>>,
    forms: &[(Form, Schema)],
) -> Vec<Option<Rc<Schema>>> {
    for is_list in [true, false] {
        let containers = forms.iter().enumerate().filter_map(|(index, (form, _))| match form {
            Form::List(items) if is_list => Some((index, items.clone())),
            Form::Map(value) if !is_list => Some((index, Some(Rc::clone(value)))),
            Form::OpenObject if !is_list => Some((index, None)),
            _ => None,
        });
        let containers: Vec<_> = containers.collect();
        let [(first, _), _, ..] = containers.as_slice() else { continue };
        let (keyword, kind) =
            if is_list { ("items", JsonType::Array) } else { ("additionalProperties", JsonType::Object) };
        let location = options[*first].as_ref().map(|option| option.location.clone());
        let Some(location) = location else { continue };
        let inner: Option<Vec<Rc<Schema>>> = containers.iter().map(|(_, inner)| inner.clone()).collect();
        let inner =
            inner.map(|options| Rc::new(Schema { options, ..Schema::anything(location.join(keyword)) }));
        let plain = Schema { types: vec![kind], ..Schema::anything(location) };
        let alternatives = containers.iter().filter_map(|(index, _)| options[*index].clone()).collect();
        let plain = Schema { alternatives, ..plain };
        let merged = match (is_list, inner) {
            (true, items) => Schema { items, ..plain },
            (false, Some(value)) => Schema { additional: Additional::Typed(value), ..plain },
            (false, None) => plain,
        };
        for (index, _) in &containers[1..] {
            options[*index] = None;
        }
        options[containers[0].0] = Some(Rc::new(merged));
    }
    options
}
