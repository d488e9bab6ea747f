//! The options of a union before they have types: null taken out, equal ones merged, unions within
//! the union put in their place.

use std::rc::Rc;

use super::form::Form;
use super::lowering::Lowering;
use super::merge::signature;
use super::references;
use crate::diagnostic::Code;
use crate::document::{Additional, JsonType, Limits, Schema};
use crate::source::Location;

/// How many options a union may have, those of unions in it and those that fit nothing included.
const MOST: usize = 1_000;

/// How many unions may stand inside each other without a name.
const DEEPEST: usize = 32;

impl Lowering<'_> {
    /// The form of a union, and whether one of its options allows null.
    pub(super) fn options(&mut self, schema: &Schema) -> (Form, bool) {
        let mut found = Found::default();
        self.collect(schema, &mut found, &mut Vec::new());
        if found.looked_at > MOST {
            self.unsupported(&schema.location, "a union of more than a thousand options");
            return (Form::Any, false);
        }
        let nullable = schema.options.iter().any(|option| self.allows_null(option, &mut Seen::default()));
        let options = without_doubles(found.options);
        if options.is_empty() && !nullable {
            self.diagnostics.error(
                Code::ConflictingParts,
                &schema.location,
                "no value fits any option of the union together with what stands beside it",
                "change the options, or what stands beside them",
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
            _ => self.union(options),
        };
        (form, nullable)
    }

    /// The options that are more than null, those of unnamed unions among them in their place.
    /// `around` holds what the unions are made of that stand around this one.
    fn collect(&mut self, schema: &Schema, found: &mut Found, around: &mut Vec<Option<Vec<Location>>>) {
        for option in &schema.options {
            found.looked_at += 1;
            if found.looked_at > MOST {
                return;
            }
            let made = signature(option);
            if made.is_some() && around.contains(&made) {
                self.without_end(&option.location, &schema.location);
                continue;
            }
            let whole = self.whole(option);
            if whole.never || whole.types == [JsonType::Null] {
                continue;
            }
            let is_union = !whole.options.is_empty() && whole.reference.is_none();
            if is_union
                && whole.discriminator.is_none()
                && around.len() < DEEPEST
                && !self.is_or_reference(&whole)
            {
                let whole = whole.into_owned();
                around.push(made);
                self.collect(&whole, found, around);
                around.pop();
            } else {
                found.options.push(Rc::clone(option));
            }
        }
    }

    /// Whether a union is one of a value and a string that refers to one.
    fn is_or_reference(&self, schema: &Schema) -> bool {
        schema.options.len() == 2 && schema.options.iter().any(|option| self.is_reference(option))
    }

    /// Whether a schema is that of strings that refer to a value, if the pattern of the settings means that.
    fn is_reference(&self, schema: &Schema) -> bool {
        let pattern = self.settings.reference_pattern.as_ref();
        pattern.filter(|pattern| references::meaning(pattern).is_some()).is_some_and(|pattern| {
            let limits = Limits { pattern: Some(pattern.clone()), ..Limits::default() };
            schema.types == [JsonType::String] && schema.limits == limits
        })
    }

    fn allows_null(&mut self, schema: &Schema, seen: &mut Seen) -> bool {
        if let Some(made) = signature(schema) {
            if seen.made.contains(&made) {
                return false;
            }
            seen.made.push(made);
        }
        let mut whole = self.whole(schema).into_owned();
        let document = self.document;
        while let Some(target) = whole.reference.clone() {
            if whole.nullable || seen.targets.contains(&target) {
                return whole.nullable;
            }
            let Some(next) = document.schemas.get(&target) else { return false };
            seen.targets.push(target);
            whole = self.whole(next).into_owned();
        }
        if whole.never {
            return false;
        }
        let listed = whole.enumeration.iter().flatten().chain(&whole.constant);
        whole.nullable
            || whole.types.contains(&JsonType::Null)
            || listed.into_iter().any(|value| *value == crate::source::Value::Null)
            || whole.options.iter().any(|option| self.allows_null(option, seen))
    }

    /// A union of what is left: scalars that differ by their limits only are one, and so are lists
    /// and maps that differ by what they hold.
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
        let options = self.merge_scalars(options, &forms);
        let options = merge_containers(options, &forms);
        let options: Vec<Rc<Schema>> = options.into_iter().flatten().collect();
        match options.as_slice() {
            [only] => Form::Same(Rc::clone(only)),
            _ => Form::Union(options),
        }
    }

    /// Keeps the first of several strings, integers or numbers; with the limits of each if those differ.
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
            let equal = others.iter().all(|other| forms[*other].1.limits == schema.limits);
            let limits = if equal { schema.limits.clone() } else { Limits::default() };
            let location =
                options[*first].as_ref().map_or_else(|| schema.location.clone(), |it| it.location.clone());
            let mut plain = Schema { types: vec![kind], limits, ..Schema::anything(location) };
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

/// What a union consists of.
#[derive(Default)]
struct Found {
    options: Vec<Rc<Schema>>,
    /// How many options there were, those that are left out and unions included.
    looked_at: usize,
}

/// What was looked into already: targets of references, and what schemas are made of.
#[derive(Default)]
struct Seen {
    targets: Vec<Location>,
    made: Vec<Vec<Location>>,
}

/// Options that say the same, wherever they stand, are one.
fn without_doubles(options: Vec<Rc<Schema>>) -> Vec<Rc<Schema>> {
    let mut distinct: Vec<(Schema, Rc<Schema>)> = Vec::new();
    for option in options {
        let place = Location::root("");
        let bare = Schema { location: place, title: None, description: None, ..(*option).clone() };
        if !distinct.iter().any(|(known, _)| *known == bare) {
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
        Form::Any
        | Form::Never
        | Form::Timestamp
        | Form::List(_)
        | Form::OpenObject
        | Form::Map(_)
        | Form::Reference(_)
        | Form::Same(_)
        | Form::OrReference(_)
        | Form::Listed(_)
        | Form::Object
        | Form::StringEnum(_)
        | Form::Union(_)
        | Form::Null => None,
    }
}

/// Several lists become one list of all that they hold, and maps in the same way: no element says
/// which list it was.
fn merge_containers(
    mut options: Vec<Option<Rc<Schema>>>,
    forms: &[(Form, Schema)],
) -> Vec<Option<Rc<Schema>>> {
    for is_list in [true, false] {
        let held = forms.iter().enumerate().filter_map(|(index, (form, _))| match form {
            Form::List(items) if is_list => Some((index, items.clone())),
            Form::Map(value) if !is_list => Some((index, Some(Rc::clone(value)))),
            Form::OpenObject if !is_list => Some((index, None)),
            _ => None,
        });
        let held: Vec<_> = held.collect();
        let [(first, _), _, ..] = held.as_slice() else { continue };
        let (keyword, kind) =
            if is_list { ("items", JsonType::Array) } else { ("additionalProperties", JsonType::Object) };
        let location = options[*first].as_ref().map(|option| option.location.clone());
        let Some(location) = location else { continue };
        let inner: Option<Vec<Rc<Schema>>> = held.iter().map(|(_, inner)| inner.clone()).collect();
        let inner =
            inner.map(|options| Rc::new(Schema { options, ..Schema::anything(location.join(keyword)) }));
        let plain = Schema { types: vec![kind], ..Schema::anything(location) };
        let alternatives = held.iter().filter_map(|(index, _)| options[*index].clone()).collect();
        let plain = Schema { alternatives, ..plain };
        let merged = match (is_list, inner) {
            (true, items) => Schema { items, ..plain },
            (false, Some(value)) => Schema { additional: Additional::Typed(value), ..plain },
            (false, None) => plain,
        };
        for (index, _) in &held[1..] {
            options[*index] = None;
        }
        options[held[0].0] = Some(Rc::new(merged));
    }
    options
}
