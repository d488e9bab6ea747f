//! Parts that hold at once: `allOf`, and what stands beside a `$ref` or a union.
//!
//! Parts are merged one level deep. Where two say something of the same member, that member is made
//! of both as parts in turn, and merged when it is met.

mod both;
mod limits;
mod members;
mod merging;
pub(super) mod targets;

use std::borrow::Cow;
use std::rc::Rc;

use self::both::is_composed;
pub(super) use self::members::matching;
use self::merging::Merging;
use super::lowering::Lowering;
use crate::diagnostic::Code;
use crate::document::{Additional, Demands, IfNever, JsonType, Schema};
use crate::source::Location;

impl Lowering<'_> {
    /// The schema with its parts merged into it. What only refers to another one still does.
    pub(super) fn whole<'s>(&mut self, schema: &'s Schema) -> Cow<'s, Schema> {
        let is_whole = schema.parts.is_empty() && (schema.reference.is_none() || !schema.constrains());
        if is_whole && (schema.options.is_empty() || !has_base(schema)) {
            return Cow::Borrowed(schema);
        }
        let whole = if is_whole { schema.clone() } else { self.merged(schema) };
        Cow::Owned(match demands(&whole) {
            Some(demands) => {
                evaluated(Schema { options: Vec::new(), exclusive: false, demands: Some(demands), ..whole })
            }
            None if has_base(&whole) => distributed(whole),
            None => evaluated(whole),
        })
    }

    fn merged(&mut self, schema: &Schema) -> Schema {
        let mut own = Schema { parts: Vec::new(), reference: None, ..schema.clone() };
        let reference = schema.reference.clone().map(|target| {
            let bare = Schema::anything(schema.location.clone());
            Rc::new(Schema { reference: Some(target), ..bare })
        });
        let parts: Vec<Rc<Schema>> = reference.into_iter().chain(schema.parts.iter().cloned()).collect();
        let speaking = parts.iter().filter(|part| part.constrains() || is_composed(part));
        let speaking: Vec<Rc<Schema>> = speaking.cloned().collect();
        if let ([only], false) = (speaking.as_slice(), own.constrains()) {
            let single = beside(&own, only);
            return self.whole(&single).into_owned();
        }
        own.discriminator = own.discriminator.filter(|_| !own.options.is_empty());
        let mut merging = Merging::new(own, self);
        for part in &parts {
            let part = merging.lowering.resolved(part);
            merging.add(&part);
        }
        let never_there = merging.settle();
        let Merging { mut merged, conflicts, .. } = merging;
        merged.never |= !conflicts.is_empty() && schema.if_never != IfNever::Conflict;
        merged.if_never = schema.if_never;
        self.tell(schema, conflicts);
        self.tell_of_members(schema.if_never, never_there);
        merged
    }

    /// Reports parts that contradict each other, unless they are options that need not fit.
    fn tell(&mut self, schema: &Schema, conflicts: Vec<(Location, String)>) {
        for (place, what) in conflicts {
            match schema.if_never {
                IfNever::Conflict => self.diagnostics.error(
                    Code::ConflictingParts,
                    &place,
                    format!("no value fits {what}"),
                    "change one of the parts, or make them options of a union",
                ),
                IfNever::Told => self.diagnostics.warn(
                    Code::ConflictingParts,
                    &schema.location,
                    format!("this option is left out: no value fits {what}"),
                    "take the option out, or change what stands beside the union",
                ),
                IfNever::Absent => self.diagnostics.warn(
                    Code::ConflictingParts,
                    &schema.location,
                    format!("this member may never be there: no value fits {what}"),
                    "take the member out, or change what the other part says of all members",
                ),
                IfNever::LeftOut => {}
            }
        }
    }

    /// What a schema comes down to behind all references, its parts merged in.
    pub(super) fn resolved(&mut self, schema: &Schema) -> Schema {
        let before = self.targets.followed.len();
        let mut whole = self.whole(schema).into_owned();
        let document = self.document;
        while let Some(target) = whole.reference.clone() {
            // A dangling reference was reported when the document was read.
            let Some(next) = document.schemas.get(&target) else { break };
            if self.targets.followed.contains(&target) {
                self.without_end(&whole.location, &target);
                whole.reference = None;
                break;
            }
            self.targets.followed.push(target.clone());
            let next = self.whole_target(target, next);
            whole = Schema { nullable: whole.nullable || next.nullable, ..next };
        }
        self.targets.followed.truncate(before);
        whole
    }

    /// The whole schema of a target. It is kept, because parts may lead to the same one in more ways
    /// than there are schemas.
    fn whole_target(&mut self, target: Location, schema: &Schema) -> Schema {
        if let Some(known) = self.targets.wholes.get(&target) {
            return known.clone();
        }
        let whole = self.whole(schema).into_owned();
        self.targets.wholes.insert(target, whole.clone());
        whole
    }
}

/// Tells a schema that is made of parts from all others that are: the places of its parts.
pub(super) fn signature(schema: &Schema) -> Option<Vec<Location>> {
    let is_made = !schema.parts.is_empty() || (schema.reference.is_some() && schema.constrains());
    is_made.then(|| {
        let mut places = Vec::new();
        collect(schema, &mut places);
        places.sort();
        places.dedup();
        places
    })
}

fn collect(schema: &Schema, places: &mut Vec<Location>) {
    places.push(schema.location.clone());
    places.extend(schema.reference.clone());
    for part in &schema.parts {
        collect(part, places);
    }
}

/// The only part that says something, with what a reader is told in its own place.
fn beside(own: &Schema, part: &Schema) -> Schema {
    Schema {
        location: own.location.clone(),
        nullable: own.nullable || part.nullable,
        title: own.title.clone().or_else(|| part.title.clone()),
        description: own.description.clone().or_else(|| part.description.clone()),
        deprecated: own.deprecated || part.deprecated,
        read_only: own.read_only || part.read_only,
        write_only: own.write_only || part.write_only,
        format: own.format.clone().or_else(|| part.format.clone()),
        default: own.default.clone().or_else(|| part.default.clone()),
        ..part.clone()
    }
}

/// Whether a union stands beside keywords that hold for all of its options.
fn has_base(schema: &Schema) -> bool {
    if schema.options.is_empty() {
        return false;
    }
    let untyped = |option: &Rc<Schema>| option.types.is_empty() && !is_composed(option);
    let types =
        !schema.types.is_empty() && schema.options.iter().any(|it| untyped(it) && it.options.is_empty());
    let others = Schema { types: Vec::new(), options: Vec::new(), ..schema.clone() };
    types || others.constrains()
}

/// Options that do nothing but require members of the object beside them are no types of their own.
fn demands(schema: &Schema) -> Option<Demands> {
    let beside = schema.demands.is_none() && schema.discriminator.is_none() && !schema.properties.is_empty();
    let set = |option: &Rc<Schema>| {
        let rest = Schema { required: Vec::new(), types: Vec::new(), ..(**option).clone() };
        let is_object = option.types.is_empty() || option.types == [JsonType::Object];
        let known = option.required.iter().all(|key| schema.properties.contains_key(key));
        let only = !rest.constrains() && !is_composed(option) && !option.nullable && is_object && known;
        only.then(|| option.required.clone())
    };
    let sets = schema.options.iter().map(set).collect::<Option<Vec<_>>>()?;
    (beside && !sets.is_empty()).then_some(Demands { exclusive: schema.exclusive, sets })
}

/// A union whose options hold what stood beside it.
fn distributed(schema: Schema) -> Schema {
    let base = Schema {
        options: Vec::new(),
        discriminator: None,
        nullable: false,
        title: None,
        description: None,
        default: None,
        deprecated: false,
        ..schema.clone()
    };
    let base = Rc::new(base);
    let option = |option: &Rc<Schema>| {
        // Whoever lists null among the options means it, even where the type beside them forgets it.
        if option.types == [JsonType::Null] && !is_composed(option) {
            return Rc::clone(option);
        }
        let whole = Schema::anything(option.location.clone());
        let parts = vec![Rc::clone(option), Rc::clone(&base)];
        let left_out = [option.if_never, schema.if_never].contains(&IfNever::LeftOut);
        let if_never = if left_out { IfNever::LeftOut } else { IfNever::Told };
        Rc::new(Schema { parts, if_never, title: option.title.clone(), ..whole })
    };
    let plain = Schema::anything(schema.location.clone());
    Schema {
        options: schema.options.iter().map(option).collect(),
        types: schema.types.iter().copied().filter(|kind| *kind == JsonType::Null).collect(),
        nullable: schema.nullable,
        title: schema.title,
        description: schema.description,
        deprecated: schema.deprecated,
        read_only: schema.read_only,
        write_only: schema.write_only,
        default: schema.default,
        discriminator: schema.discriminator,
        if_never: schema.if_never,
        ..plain
    }
}

/// Members that no part describes are what `unevaluatedProperties` says, now that all parts are
/// merged; unless a part says something of all members.
fn evaluated(mut schema: Schema) -> Schema {
    if schema.options.is_empty() && schema.reference.is_none() {
        let unevaluated = std::mem::replace(&mut schema.unevaluated, Additional::Unstated);
        if schema.additional == Additional::Unstated {
            schema.additional = unevaluated;
        }
    }
    schema
}
