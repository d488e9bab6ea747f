//! Merges parts into a schema, one at a time.

use std::rc::Rc;

use super::both::both;
use super::limits;
use crate::document::{Additional, IfNever, JsonType, Schema};
use crate::lower::lowering::Lowering;
use crate::source::{Location, Value};

/// A merge in progress.
pub(super) struct Merging<'m, 'a> {
    pub merged: Schema,
    /// Locations of the parts that have been merged.
    pub places: Vec<Location>,
    /// Locations of parts that contradict earlier ones, and messages.
    pub conflicts: Vec<(Location, String)>,
    /// Locations of parts whose limits contradict earlier ones, and messages.
    pub clashing_limits: Vec<(Location, String)>,
    /// Properties that one part lists and another forbids.
    pub forbidden: Vec<Forbidden>,
    /// The first part with `additionalProperties: false`.
    pub closed_by: Option<Location>,
    pub lowering: &'m mut Lowering<'a>,
}

impl<'m, 'a> Merging<'m, 'a> {
    pub fn new(own: Schema, lowering: &'m mut Lowering<'a>) -> Self {
        let place = own.location.clone();
        Self {
            places: if own.constrains() { vec![place.clone()] } else { Vec::new() },
            closed_by: (own.additional == Additional::Closed).then_some(place),
            merged: own,
            conflicts: Vec::new(),
            clashing_limits: Vec::new(),
            forbidden: Vec::new(),
            lowering,
        }
    }

    pub fn add(&mut self, part: &Schema) {
        self.merged.never |= part.never;
        self.types(part);
        self.values(part);
        self.properties(part);
        self.elements(part);
        self.unions(part);
        self.merged.required_sets = self.merged.required_sets.take().or_else(|| part.required_sets.clone());
        self.annotations(part);
        let conflicts = limits::tighten(&mut self.merged.limits, &part.limits);
        for reason in conflicts {
            let clash = (part.location.clone(), self.message(reason));
            self.clashing_limits.push(clash);
        }
        if part.constrains() {
            self.places.push(part.location.clone());
        }
    }

    fn conflict(&mut self, part: &Schema, reason: &str) {
        let message = self.message(reason);
        self.conflicts.push((part.location.clone(), message));
    }

    fn message(&self, reason: &str) -> String {
        let others: Vec<_> = self.places.iter().map(|place| format!("`{place}`")).collect();
        format!("this part together with {}: {reason}", others.join(", "))
    }

    fn types(&mut self, part: &Schema) {
        let allow_null = allows_null(&self.merged) && allows_null(part);
        let own = &self.merged.types;
        if own.is_empty() || part.types.is_empty() {
            if own.is_empty() {
                self.merged.types.clone_from(&part.types);
            }
        } else {
            let narrowed: Vec<JsonType> = own.iter().filter_map(|kind| common(*kind, &part.types)).collect();
            let names =
                |types: &[JsonType]| types.iter().map(|it| it.as_str()).collect::<Vec<_>>().join(", ");
            if narrowed.is_empty() {
                let reason = format!("`type` is {} here and {} there", names(&part.types), names(own));
                self.conflict(part, &reason);
            } else {
                self.merged.types = narrowed;
            }
        }
        let is_first = self.places.is_empty();
        let merged = &mut self.merged;
        merged.nullable = if is_first {
            merged.nullable || part.nullable
        } else {
            (merged.nullable || part.nullable) && allow_null
        };
        if self.merged.format.is_none() {
            self.merged.format.clone_from(&part.format);
        }
    }

    fn values(&mut self, part: &Schema) {
        if let Some(constant) = &part.constant {
            if self.merged.constant.as_ref().is_some_and(|own| own != constant) {
                self.conflict(part, "`const` differs");
            }
            self.merged.constant = Some(constant.clone());
        }
        let Some(values) = &part.enumeration else { return };
        let narrowed: Vec<Value> = match &self.merged.enumeration {
            Some(own) => own.iter().filter(|value| values.contains(value)).cloned().collect(),
            None => values.clone(),
        };
        if narrowed.is_empty() && !values.is_empty() {
            self.conflict(part, "`enum` has no value in common");
        }
        self.merged.enumeration = Some(narrowed);
    }

    fn elements(&mut self, part: &Schema) {
        if let Some(items) = &part.items {
            let own = self.merged.items.take();
            self.merged.items = Some(own.map_or_else(|| Rc::clone(items), |own| both(&own, items)));
        }
        for (index, schema) in part.prefix_items.iter().enumerate() {
            match self.merged.prefix_items.get_mut(index) {
                Some(own) => *own = both(own, schema),
                None => self.merged.prefix_items.push(Rc::clone(schema)),
            }
        }
    }

    /// Merges unions: a second union becomes a part of each option of the first.
    fn unions(&mut self, part: &Schema) {
        if part.options.is_empty() {
            return;
        }
        if self.merged.options.is_empty() {
            self.merged.options.clone_from(&part.options);
            self.merged.exclusive = part.exclusive;
            self.merged.discriminator.clone_from(&part.discriminator);
            return;
        }
        let inner = Schema { options: part.options.clone(), ..Schema::anything(part.location.clone()) };
        let inner = Rc::new(inner);
        let option = |option: &Rc<Schema>| {
            let whole = Schema::anything(option.location.clone());
            let parts = vec![Rc::clone(option), Rc::clone(&inner)];
            Rc::new(Schema { parts, if_never: IfNever::Omit, title: option.title.clone(), ..whole })
        };
        self.merged.options = self.merged.options.iter().map(option).collect();
    }

    /// Merges annotations: the first of each is kept.
    fn annotations(&mut self, part: &Schema) {
        let merged = &mut self.merged;
        merged.description = merged.description.take().or_else(|| part.description.clone());
        merged.encoding = merged.encoding.take().or_else(|| part.encoding.clone());
        merged.bytes_type = merged.bytes_type.take().or_else(|| part.bytes_type.clone());
        merged.json_content = merged.json_content.take().or_else(|| part.json_content.clone());
        merged.default = merged.default.take().or_else(|| part.default.clone());
        merged.deprecated |= part.deprecated && !part.constrains();
        merged.read_only |= part.read_only;
        merged.write_only |= part.write_only;
    }
}

/// A property that one part lists and another forbids.
pub(super) struct Forbidden {
    pub key: String,
    /// Location of the property.
    pub property: Location,
    /// Location of the part that forbids it.
    pub by: Location,
}

/// Returns whether null satisfies a schema without references. Keywords for objects, such as `properties`, only restrict
/// objects.
fn allows_null(schema: &Schema) -> bool {
    let is_null = |value: &Value| *value == Value::Null;
    let is_unrestricted = !schema.never
        && schema.options.is_empty()
        && (schema.types.is_empty() || schema.types.contains(&JsonType::Null))
        && schema.constant.as_ref().is_none_or(is_null)
        && schema.enumeration.as_ref().is_none_or(|values| values.iter().any(is_null));
    schema.nullable || is_unrestricted
}

/// Returns the narrower of `kind` and a type in `kinds`, if they overlap.
fn common(kind: JsonType, kinds: &[JsonType]) -> Option<JsonType> {
    match kind {
        kind if kinds.contains(&kind) => Some(kind),
        JsonType::Integer if kinds.contains(&JsonType::Number) => Some(JsonType::Integer),
        JsonType::Number if kinds.contains(&JsonType::Integer) => Some(JsonType::Integer),
        _ => None,
    }
}
