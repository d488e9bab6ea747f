//! Merging one part after the other into a schema.

use std::rc::Rc;

use super::both::both;
use super::limits;
use crate::document::{Additional, IfNever, JsonType, Schema};
use crate::lower::lowering::Lowering;
use crate::source::{Location, Value};

/// A schema that parts are being merged into.
pub(super) struct Merging<'m, 'a> {
    pub merged: Schema,
    /// The parts that are in it already.
    pub places: Vec<Location>,
    /// Where a part contradicts those before it, and how.
    pub conflicts: Vec<(Location, String)>,
    /// Members that one part names and another refuses.
    pub refused: Vec<Refused>,
    /// The first part that refuses members that it does not name.
    pub closed_by: Option<Location>,
    pub lowering: &'m mut Lowering<'a>,
}

impl<'m, 'a> Merging<'m, 'a> {
    pub fn new(own: Schema, lowering: &'m mut Lowering<'a>) -> Self {
        let place = own.location.clone();
        Self {
            places: if own.constrains() { vec![place.clone()] } else { Vec::new() },
            closed_by: (own.additional == Additional::Refused).then_some(place),
            merged: own,
            conflicts: Vec::new(),
            refused: Vec::new(),
            lowering,
        }
    }

    pub fn add(&mut self, part: &Schema) {
        self.merged.never |= part.never;
        self.types(part);
        self.values(part);
        self.members(part);
        self.elements(part);
        self.unions(part);
        self.merged.demands = self.merged.demands.take().or_else(|| part.demands.clone());
        self.words(part);
        let conflicts = limits::tighten(&mut self.merged.limits, &part.limits);
        for keyword in conflicts {
            self.conflict(part, keyword);
        }
        if part.constrains() {
            self.places.push(part.location.clone());
        }
    }

    fn conflict(&mut self, part: &Schema, what: &str) {
        let others: Vec<_> = self.places.iter().map(|place| format!("`{place}`")).collect();
        let what = format!("this part and {}: {what}", others.join(", "));
        self.conflicts.push((part.location.clone(), what));
    }

    fn types(&mut self, part: &Schema) {
        let own = &self.merged.types;
        if own.is_empty() || part.types.is_empty() {
            if own.is_empty() {
                self.merged.types.clone_from(&part.types);
            }
        } else {
            let narrowed: Vec<JsonType> = own.iter().filter_map(|kind| common(*kind, &part.types)).collect();
            let words =
                |types: &[JsonType]| types.iter().map(|it| it.as_str()).collect::<Vec<_>>().join(", ");
            if narrowed.is_empty() {
                let what = format!("`type` is {} here and {} there", words(&part.types), words(own));
                self.conflict(part, &what);
            } else {
                self.merged.types = narrowed;
            }
        }
        let first = self.places.is_empty();
        self.merged.nullable = if first {
            self.merged.nullable || part.nullable
        } else {
            self.merged.nullable && (part.nullable || !part.constrains())
        };
        if self.merged.format.is_none() {
            self.merged.format.clone_from(&part.format);
        }
    }

    fn values(&mut self, part: &Schema) {
        if let Some(constant) = &part.constant {
            if self.merged.constant.as_ref().is_some_and(|own| own != constant) {
                self.conflict(part, "`const` is another one");
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

    /// A second union becomes a part of each option of the first.
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
            Rc::new(Schema { parts, if_never: IfNever::LeftOut, title: option.title.clone(), ..whole })
        };
        self.merged.options = self.merged.options.iter().map(option).collect();
    }

    /// What a reader is told: the first text that there is.
    fn words(&mut self, part: &Schema) {
        let merged = &mut self.merged;
        merged.description = merged.description.take().or_else(|| part.description.clone());
        merged.default = merged.default.take().or_else(|| part.default.clone());
        merged.deprecated |= part.deprecated && !part.constrains();
        merged.read_only |= part.read_only;
        merged.write_only |= part.write_only;
    }
}

/// A member that one part names and another refuses.
pub(super) struct Refused {
    pub key: String,
    /// Where it is named.
    pub member: Location,
    /// The part that refuses it.
    pub by: Location,
}

/// The kind that two schemas allow if one allows `kind` and the other `kinds`.
fn common(kind: JsonType, kinds: &[JsonType]) -> Option<JsonType> {
    match kind {
        kind if kinds.contains(&kind) => Some(kind),
        JsonType::Integer if kinds.contains(&JsonType::Number) => Some(JsonType::Integer),
        JsonType::Number if kinds.contains(&JsonType::Integer) => Some(JsonType::Integer),
        _ => None,
    }
}
