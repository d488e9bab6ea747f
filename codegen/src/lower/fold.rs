//! Merges equal types, including recursive ones.
//!
//! Lowering already merges an unnamed schema with an earlier equal one, but it cannot compare
//! recursive types, which are not finished yet. This pass compares the infinite trees that types
//! unfold to. Types are partitioned by their contents, disregarding references to other types, and
//! the partition is refined until equal types reference equal types.
//!
//! Users depend on names, so two schemas that are named in the document remain two types, as do
//! types that differ only in which of the two they reference. An unnamed schema that equals a named
//! one becomes the named type; if there are several, the first one.

mod partition;

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use self::partition::Partition;
use super::discriminator::ExplicitDiscriminator;
use super::omitted::listed::Omitted;
use super::option_names::OptionNames;
use super::status;
use crate::ir::{Api, Shape, Type, TypeDefinition, TypeId, Union};
use crate::source::{Location, Pointer};

/// The discriminators of unions, by the location of the union.
type Discriminators = HashMap<Location, ExplicitDiscriminator>;

/// The names of the options of unions, by the location of the union.
type Names = HashMap<Location, Vec<OptionNames>>;

/// Merges equal types.
pub(super) fn fold(
    api: &mut Api,
    discriminators: &mut Discriminators,
    names: &mut Names,
    omitted: &mut [Omitted],
) {
    let equal = equal(api, discriminators);
    if equal.is_empty() {
        return;
    }
    let mut kept: Vec<usize> = (0..api.types.len()).collect();
    for class in &equal {
        let first = first(&api.types, class);
        for id in class {
            kept[*id] = first;
        }
        merge(&mut api.types, class, first);
    }
    let mut ids = vec![TypeId(0); kept.len()];
    let mut count = 0;
    for (id, first) in kept.iter().enumerate() {
        if id == *first {
            ids[id] = TypeId(count);
            count += 1;
        }
    }
    let new_id = |id: &mut TypeId| *id = ids[kept[id.0]];
    names.values_mut().flatten().for_each(|option| option.r#type.references_mut(&mut |id| new_id(id)));
    for property in omitted {
        new_id(&mut property.r#type);
    }
    renumber(api, discriminators, new_id);
    let mut is_kept = kept.iter().enumerate().map(|(id, first)| id == *first);
    api.types.retain(|_| is_kept.next().unwrap_or_default());
}

/// Returns the classes of equal types that have more than one element.
fn equal(api: &Api, discriminators: &Discriminators) -> Vec<Vec<usize>> {
    let Kinds { kind_of, edges, has_candidates } = Kinds::new(api, discriminators);
    if !has_candidates {
        return Vec::new();
    }
    let mut partition = Partition::new(kind_of, &edges);
    partition.refine();
    for class in partition.shared() {
        let mut named: Vec<usize> = class.into_iter().filter(|id| is_named(&api.types[*id])).collect();
        // Which one it is must not depend on the order of the document.
        named.sort_by_key(|id| &api.types[*id].location);
        partition.separate(named.get(1..).unwrap_or_default());
    }
    partition.refine();
    partition.shared()
}

/// Kinds of types: two types are of the same kind if they are equal apart from the types that they
/// reference.
struct Kinds {
    /// The kind of each type.
    kind_of: Vec<usize>,
    /// The types that each type references, if there are others of its kind.
    edges: Vec<Vec<usize>>,
    /// Whether any two types are of the same kind.
    has_candidates: bool,
}

impl Kinds {
    fn new(api: &Api, discriminators: &Discriminators) -> Self {
        let types = api.types.len();
        let mut kinds =
            Self { kind_of: vec![0; types], edges: vec![Vec::new(); types], has_candidates: false };
        let mut count = 0;
        let mut outlines: Vec<(u64, usize)> =
            api.types.iter().enumerate().map(|(id, it)| (outline(&it.shape), id)).collect();
        outlines.sort_unstable();
        for equal in outlines.chunk_by(|(one, _), (other, _)| one == other) {
            let ids: Vec<usize> = equal.iter().map(|(_, id)| *id).collect();
            for kind in kinds.of_outline(api, discriminators, ids) {
                for id in kind {
                    kinds.kind_of[id] = count;
                }
                count += 1;
            }
        }
        kinds
    }

    /// Groups types with the same outline by kind. If all types of a kind are named, each gets a kind
    /// of its own.
    fn of_outline(&mut self, api: &Api, discriminators: &Discriminators, ids: Vec<usize>) -> Vec<Vec<usize>> {
        let may_fold = |ids: &[usize]| ids.len() > 1 && ids.iter().any(|id| !is_named(&api.types[*id]));
        if !may_fold(&ids) {
            return ids.into_iter().map(|id| vec![id]).collect();
        }
        let mut kinds: Vec<Vec<usize>> = Vec::new();
        let mut indices: HashMap<(Shape, Option<ExplicitDiscriminator>), usize> = HashMap::new();
        for id in ids {
            let (bare, references) = bare(&api.types[id], discriminators);
            self.edges[id] = references;
            let index = *indices.entry(bare).or_insert(kinds.len());
            match kinds.get_mut(index) {
                Some(kind) => kind.push(id),
                None => kinds.push(vec![id]),
            }
        }
        let (shared, distinct): (Vec<_>, Vec<_>) = kinds.into_iter().partition(|kind| may_fold(kind));
        self.has_candidates |= !shared.is_empty();
        let distinct = distinct.into_iter().flatten().map(|id| {
            self.edges[id].clear();
            vec![id]
        });
        let distinct: Vec<_> = distinct.collect();
        shared.into_iter().chain(distinct).collect()
    }
}

/// Returns a hash that is equal for equal types and cheap to compute. Most types have an outline of
/// their own, which saves comparing them in full.
fn outline(shape: &Shape) -> u64 {
    let mut hasher = DefaultHasher::new();
    match shape {
        Shape::Object(object) => {
            object.literals.hash(&mut hasher);
            object.fields.iter().for_each(|field| field.key.hash(&mut hasher));
        }
        Shape::StringEnum(list) => list.hash(&mut hasher),
        Shape::Union(union) => union.variants.iter().for_each(|variant| variant.name.hash(&mut hasher)),
    }
    hasher.finish()
}

/// Splits a definition into its contents without references, and the references.
fn bare(
    definition: &TypeDefinition,
    discriminators: &Discriminators,
) -> ((Shape, Option<ExplicitDiscriminator>), Vec<usize>) {
    let mut references = Vec::new();
    let mut take = |id: &mut TypeId| references.push(std::mem::replace(id, TypeId(0)).0);
    let mut shape = definition.shape.clone();
    shape.references_mut(&mut take);
    let mut discriminator = match shape {
        Shape::Union(_) => discriminators.get(&definition.location).cloned(),
        Shape::Object(_) | Shape::StringEnum(_) => None,
    };
    if let Some(discriminator) = &mut discriminator {
        // The order of the mapping means nothing.
        discriminator.mapping.sort_by(|(one, _), (other, _)| one.cmp(other));
        discriminator.references_mut(&mut take);
    }
    ((shape, discriminator), references)
}

/// Returns whether the document names a type: its schema is a component, an entry of `$defs` or a
/// file of its own, and not nested in another schema or an operation.
fn is_named(definition: &TypeDefinition) -> bool {
    let origin = &definition.origin;
    origin.path.is_empty() && origin.within.is_none() && !is_within(&definition.location.pointer)
}

/// Returns whether a pointer is to a schema nested in another schema, a parameter or a body.
fn is_within(pointer: &Pointer) -> bool {
    let Some((parent, last)) = pointer.split_last() else { return false };
    let keyword = parent.split_last().map(|(_, keyword)| keyword);
    match keyword.as_deref() {
        Some("$defs" | "definitions" | "schemas") => false,
        Some("properties" | "patternProperties" | "allOf" | "anyOf" | "oneOf" | "prefixItems") => true,
        _ => {
            let keywords = ["additionalProperties", "items", "schema", "unevaluatedProperties"];
            keywords.contains(&last.as_str())
        }
    }
}

/// Returns the type that represents a class: a named one, or the one that was reached first. A nested
/// type is finished before the type that contains it, but reached after it.
fn first(types: &[TypeDefinition], class: &[usize]) -> usize {
    if let Some(named) = class.iter().find(|id| is_named(&types[**id])) {
        return *named;
    }
    let finished = &types[class[0]].origin;
    let enclosing = class.iter().filter(|id| {
        let origin = &types[**id].origin;
        origin.name == finished.name && finished.path.starts_with(&origin.path)
    });
    *enclosing.min_by_key(|id| types[**id].origin.path.len()).unwrap_or(&class[0])
}

/// Sets the number of places of the type that represents a class. If it was reached through a pointer
/// into another schema, it gets the origin of the nested type there.
fn merge(types: &mut [TypeDefinition], class: &[usize], first: usize) {
    let mut places: Vec<&Location> = class.iter().map(|id| &types[*id].location).collect();
    places.sort_unstable();
    places.dedup();
    // Each type counts its own location, even if several have the same one.
    let count: usize = class.iter().map(|id| types[*id].places).sum();
    let count = count - (class.len() - places.len());
    let is_in_place =
        |id: &&usize| types[**id].location == types[first].location && !types[**id].origin.path.is_empty();
    let in_place = class.iter().find(is_in_place).filter(|_| !is_named(&types[first]));
    let origin = in_place.map_or(first, |id| *id);
    let origin = types[origin].origin.clone();
    let mut elsewhere: Vec<Location> = places.into_iter().cloned().collect();
    let mut origins = Vec::new();
    for id in class {
        elsewhere.append(&mut types[*id].elsewhere);
        for origin in std::mem::take(&mut types[*id].origins) {
            origin.add_to(&mut origins);
        }
    }
    let first = &mut types[first];
    elsewhere.retain(|place| *place != first.location);
    (first.origin, first.origins, first.places, first.elsewhere) = (origin, origins, count, elsewhere);
}

/// Replaces all references by the new ids. Variants, responses and errors that become equal are
/// merged.
fn renumber(api: &mut Api, discriminators: &mut Discriminators, new_id: impl Fn(&mut TypeId)) {
    let mut change = |id: &mut TypeId| new_id(id);
    for definition in &mut api.types {
        definition.shape.references_mut(&mut change);
        if let Shape::Union(union) = &mut definition.shape {
            merge_equal_variants(union, &mut definition.options);
        }
    }
    for discriminator in discriminators.values_mut() {
        discriminator.references_mut(&mut change);
    }
    for operation in &mut api.operations {
        operation.references_mut(&mut change);
        status::merge_equal(operation);
    }
}

fn merge_equal_variants(union: &mut Union, places: &mut Vec<Location>) {
    let mut distinct: Vec<Type> = Vec::new();
    let mut is_new = Vec::new();
    union.variants.retain(|variant| {
        let new = !distinct.contains(&variant.r#type);
        distinct.extend(new.then(|| variant.r#type.clone()));
        is_new.push(new);
        new
    });
    let mut is_new = is_new.into_iter();
    places.retain(|_| is_new.next().unwrap_or(true));
}
