//! Merges schemas that all apply: `allOf`, and the siblings of `$ref`, `oneOf` and `anyOf`.
//!
//! Parts are merged one level deep. If two parts constrain the same property, the property becomes a
//! schema with both as its parts, which is merged when it is reached.

mod both;
mod limits;
mod merging;
mod properties;
pub(super) mod targets;

use std::borrow::Cow;
use std::rc::Rc;

use self::both::is_composed;
use self::merging::Merging;
pub(super) use self::properties::matching;
use super::lowering::Lowering;
use super::values::is_null;
use crate::diagnostic::Code;
use crate::document::{Additional, IfNever, JsonType, RequiredSets, Schema};
use crate::source::Location;

impl Lowering<'_> {
    /// Merges the parts of a schema into it. A plain reference remains one.
    pub(super) fn whole<'s>(&mut self, schema: &'s Schema) -> Cow<'s, Schema> {
        let is_whole = schema.parts.is_empty() && (schema.reference.is_none() || !schema.constrains());
        if is_whole && (schema.options.is_empty() || !has_base(schema)) {
            return Cow::Borrowed(schema);
        }
        let whole = if is_whole { schema.clone() } else { self.merged(schema) };
        Cow::Owned(match required_sets(&whole) {
            Some(required_sets) => evaluated(Schema {
                options: Vec::new(),
                exclusive: false,
                required_sets: Some(required_sets),
                ..whole
            }),
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
        let parts: Vec<Rc<Schema>> = parts
            .iter()
            .map(|part| self.hierarchies.as_parent(self.document, &schema.location, part))
            .collect();
        let constraining = parts.iter().filter(|part| part.constrains() || is_composed(part));
        let constraining: Vec<Rc<Schema>> = constraining.cloned().collect();
        if let ([only], false) = (constraining.as_slice(), own.constrains()) {
            let annotated = with_annotations(&own, only);
            return self.whole(&annotated).into_owned();
        }
        own.discriminator = own.discriminator.filter(|_| !own.options.is_empty());
        let mut merging = Merging::new(own, self);
        for part in &parts {
            let part = merging.lowering.resolved(part);
            merging.add(&part);
        }
        // A property that is required and forbidden is a conflict of that property alone.
        let is_impossible = !merging.conflicts.is_empty();
        let forbidden = merging.settle();
        let Merging { mut merged, conflicts, clashing_limits, .. } = merging;
        if is_impossible && schema.if_never == IfNever::Error {
            merged = any_value(merged);
        }
        let is_valid = conflicts.is_empty() && clashing_limits.is_empty();
        merged.never |= !is_valid && schema.if_never != IfNever::Error;
        merged.if_never = schema.if_never;
        self.report_conflicts(schema, conflicts, "any value is accepted");
        self.report_conflicts(schema, clashing_limits, "these limits are not checked");
        self.report_forbidden(schema.if_never, forbidden);
        merged
    }

    /// Reports contradicting parts, unless they are a pair of options that may be incompatible.
    fn report_conflicts(&mut self, schema: &Schema, conflicts: Vec<(Location, String)>, effect: &str) {
        for (place, conflict) in conflicts {
            match schema.if_never {
                IfNever::Error => self.diagnostics.warn(
                    Code::ConflictingParts,
                    &place,
                    format!("no value satisfies {conflict}: {effect}"),
                    "change one of the parts, or make them options of a union",
                ),
                IfNever::Warn => self.diagnostics.warn(
                    Code::ConflictingParts,
                    &schema.location,
                    format!("option is omitted: no value satisfies {conflict}"),
                    "remove the option, or change the keywords next to the union",
                ),
                IfNever::NeverPresent => self.diagnostics.warn(
                    Code::ConflictingParts,
                    &schema.location,
                    format!("property can never be present: no value satisfies {conflict}"),
                    "remove the property, or change `additionalProperties` of the other part",
                ),
                IfNever::Omit => {}
            }
        }
    }

    /// Follows all references of a schema, with parts merged.
    pub(super) fn resolved(&mut self, schema: &Schema) -> Schema {
        let before = self.targets.followed.len();
        let mut whole = self.whole(schema).into_owned();
        let document = self.document;
        while let Some(target) = whole.reference.clone() {
            // A dangling reference was reported when the document was read.
            let Some(next) = document.schemas.get(&target) else { break };
            if self.targets.followed.contains(&target) {
                self.report_recursion(&whole.location, &target);
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

    /// Merges the parts of the target of a reference. The result is cached, because the same target
    /// can be reached along exponentially many paths.
    fn whole_target(&mut self, target: Location, schema: &Schema) -> Schema {
        if let Some(whole) = self.targets.wholes.get(&target) {
            return whole.clone();
        }
        let whole = self.whole(schema).into_owned();
        self.targets.wholes.insert(target, whole.clone());
        whole
    }
}

/// Returns a schema that every value satisfies, with the location and the annotations of one that none does.
fn any_value(schema: Schema) -> Schema {
    let anything = Schema::anything(schema.location);
    Schema {
        title: schema.title,
        description: schema.description,
        deprecated: schema.deprecated,
        read_only: schema.read_only,
        write_only: schema.write_only,
        if_never: schema.if_never,
        ..anything
    }
}

/// Returns the identity of a schema that is composed of parts: the locations of its parts.
pub(super) fn signature(schema: &Schema) -> Option<Vec<Location>> {
    let has_parts = !schema.parts.is_empty() || (schema.reference.is_some() && schema.constrains());
    has_parts.then(|| {
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

/// Returns the only constraining part, with the location and annotations of the schema it is in.
fn with_annotations(own: &Schema, part: &Schema) -> Schema {
    Schema {
        location: own.location.clone(),
        nullable: own.nullable || part.nullable,
        title: own.title.clone().or_else(|| part.title.clone()),
        description: own.description.clone().or_else(|| part.description.clone()),
        deprecated: own.deprecated || part.deprecated,
        read_only: own.read_only || part.read_only,
        write_only: own.write_only || part.write_only,
        format: own.format.clone().or_else(|| part.format.clone()),
        encoding: own.encoding.clone().or_else(|| part.encoding.clone()),
        bytes_type: own.bytes_type.clone().or_else(|| part.bytes_type.clone()),
        json_content: own.json_content.clone().or_else(|| part.json_content.clone()),
        default: own.default.clone().or_else(|| part.default.clone()),
        ..part.clone()
    }
}

/// Returns whether a union has sibling keywords, which apply to all of its options.
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

/// Returns the sets of properties that the options of a union require, if that is all they do. Such
/// options are not types of their own.
fn required_sets(schema: &Schema) -> Option<RequiredSets> {
    let is_object =
        schema.required_sets.is_none() && schema.discriminator.is_none() && !schema.properties.is_empty();
    let set = |option: &Rc<Schema>| {
        let others = Schema { required: Vec::new(), types: Vec::new(), ..(**option).clone() };
        let allows_object = option.types.is_empty() || option.types == [JsonType::Object];
        let are_known = option.required.iter().all(|key| schema.properties.contains_key(key));
        let only_requires =
            !others.constrains() && !is_composed(option) && !option.nullable && allows_object && are_known;
        only_requires.then(|| option.required.clone())
    };
    let sets = schema.options.iter().map(set).collect::<Option<Vec<_>>>()?;
    (is_object && !sets.is_empty()).then_some(RequiredSets { exclusive: schema.exclusive, sets })
}

/// Moves the sibling keywords of a union into each of its options.
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
        // Null among the options is intended, even if the sibling `type` does not include it.
        if is_null(option) && !is_composed(option) {
            return Rc::clone(option);
        }
        let whole = Schema::anything(option.location.clone());
        let parts = vec![Rc::clone(option), Rc::clone(&base)];
        let is_omitted = [option.if_never, schema.if_never].contains(&IfNever::Omit);
        let if_never = if is_omitted { IfNever::Omit } else { IfNever::Warn };
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

/// Applies `unevaluatedProperties` as `additionalProperties`, now that all parts are merged, unless a
/// part has `additionalProperties`.
fn evaluated(mut schema: Schema) -> Schema {
    if schema.options.is_empty() && schema.reference.is_none() {
        let unevaluated = std::mem::replace(&mut schema.unevaluated, Additional::Unstated);
        if schema.additional == Additional::Unstated {
            schema.additional = unevaluated;
        }
    }
    schema
}
