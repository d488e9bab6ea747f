//! Equal types become one, however deep they stand, those that lead back to themselves included.
//!
//! While schemas are lowered, an unnamed one that is equal to an earlier one already gets its type:
//! what it consists of is there to be compared. That misses what is a part of itself. Here all types
//! are compared by what they unfold to. They are put into classes by what they consist of, apart from
//! the types that they name, and the classes are refined until equal types name equal types.
//!
//! Names are what users of the client hold on to, so two schemas that the document names stay two
//! types, and so do those that differ by naming the one or the other. An unnamed schema that is equal
//! to a named one becomes that, and of several the first.

mod partition;

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use self::partition::Partition;
use super::declared::Declared;
use super::status;
use crate::ir::{Api, Shape, Type, TypeDefinition, TypeId, Union};
use crate::source::{Location, Pointer};

/// Makes one type of those that are equal.
pub(super) fn fold(api: &mut Api, declared: &mut HashMap<Location, Declared>) {
    let equal = equal(api, declared);
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
    renumber(api, declared, new_id);
    let mut is_kept = kept.iter().enumerate().map(|(id, first)| id == *first);
    api.types.retain(|_| is_kept.next().unwrap_or_default());
}

/// The types that are equal to others, by classes.
fn equal(api: &Api, declared: &HashMap<Location, Declared>) -> Vec<Vec<usize>> {
    let Kinds { kind_of, edges, candidates } = Kinds::new(api, declared);
    if !candidates {
        return Vec::new();
    }
    let mut partition = Partition::new(kind_of, &edges);
    partition.refine();
    for class in partition.shared() {
        let named: Vec<usize> = class.into_iter().filter(|id| is_named(&api.types[*id])).collect();
        partition.separate(named.get(1..).unwrap_or_default());
    }
    partition.refine();
    partition.shared()
}

/// Types that consist of the same, apart from the types that they name.
struct Kinds {
    /// The kind of each type.
    kind_of: Vec<usize>,
    /// The types that each one names, if there are others of its kind.
    edges: Vec<Vec<usize>>,
    /// Whether any two types are of one kind.
    candidates: bool,
}

impl Kinds {
    fn new(api: &Api, declared: &HashMap<Location, Declared>) -> Self {
        let types = api.types.len();
        let mut kinds = Self { kind_of: vec![0; types], edges: vec![Vec::new(); types], candidates: false };
        let mut count = 0;
        let mut outlines: Vec<(u64, usize)> =
            api.types.iter().enumerate().map(|(id, it)| (outline(&it.shape), id)).collect();
        outlines.sort_unstable();
        for alike in outlines.chunk_by(|(one, _), (other, _)| one == other) {
            let ids: Vec<usize> = alike.iter().map(|(_, id)| *id).collect();
            for kind in kinds.of_outline(api, declared, ids) {
                for id in kind {
                    kinds.kind_of[id] = count;
                }
                count += 1;
            }
        }
        kinds
    }

    /// Types of one outline by kinds. Where all of a kind are named each stays alone.
    fn of_outline(
        &mut self,
        api: &Api,
        declared: &HashMap<Location, Declared>,
        ids: Vec<usize>,
    ) -> Vec<Vec<usize>> {
        let may_fold = |ids: &[usize]| ids.len() > 1 && ids.iter().any(|id| !is_named(&api.types[*id]));
        if !may_fold(&ids) {
            return ids.into_iter().map(|id| vec![id]).collect();
        }
        let mut kinds: Vec<Vec<usize>> = Vec::new();
        let mut known: HashMap<(Shape, Option<Declared>), usize> = HashMap::new();
        for id in ids {
            let (bare, references) = bare(&api.types[id], declared);
            self.edges[id] = references;
            let index = *known.entry(bare).or_insert(kinds.len());
            match kinds.get_mut(index) {
                Some(kind) => kind.push(id),
                None => kinds.push(vec![id]),
            }
        }
        let (shared, alone): (Vec<_>, Vec<_>) = kinds.into_iter().partition(|kind| may_fold(kind));
        self.candidates |= !shared.is_empty();
        let alone = alone.into_iter().flatten().map(|id| {
            self.edges[id].clear();
            vec![id]
        });
        let alone: Vec<_> = alone.collect();
        shared.into_iter().chain(alone).collect()
    }
}

/// A number that is the same for equal types, and takes little to find: most types have no other of
/// theirs.
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

/// What a type consists of without the types that it names, and those.
fn bare(
    definition: &TypeDefinition,
    declared: &HashMap<Location, Declared>,
) -> ((Shape, Option<Declared>), Vec<usize>) {
    let mut references = Vec::new();
    let mut take = |id: &mut TypeId| references.push(std::mem::replace(id, TypeId(0)).0);
    let mut shape = definition.shape.clone();
    shape.references_mut(&mut take);
    let mut declared = match shape {
        Shape::Union(_) => declared.get(&definition.location).cloned(),
        Shape::Object(_) | Shape::StringEnum(_) => None,
    };
    if let Some(declared) = &mut declared {
        declared.references_mut(&mut take);
    }
    ((shape, declared), references)
}

/// Whether the document gives it a name: it is among the components, in a list of definitions or in
/// a file of its own, and not a place within another schema or an operation.
fn is_named(definition: &TypeDefinition) -> bool {
    let origin = &definition.origin;
    origin.path.is_empty() && origin.within.is_none() && !is_within(&definition.location.pointer)
}

/// Whether a pointer leads into a schema, a parameter or a body instead of to a schema with a name.
fn is_within(pointer: &Pointer) -> bool {
    let Some((around, last)) = pointer.split_last() else { return false };
    let before = around.split_last().map(|(_, before)| before);
    match before.as_deref() {
        Some("$defs" | "definitions" | "schemas") => false,
        Some("properties" | "patternProperties" | "allOf" | "anyOf" | "oneOf" | "prefixItems") => true,
        _ => {
            let keywords = ["additionalProperties", "items", "schema", "unevaluatedProperties"];
            keywords.contains(&last.as_str())
        }
    }
}

/// The type that equal ones become: the one with a name, else the first that was met. What stands in
/// another one is finished before it, and met after it.
fn first(types: &[TypeDefinition], class: &[usize]) -> usize {
    if let Some(named) = class.iter().find(|id| is_named(&types[**id])) {
        return *named;
    }
    let finished = &types[class[0]].origin;
    let around = class.iter().filter(|id| {
        let origin = &types[**id].origin;
        origin.name == finished.name && finished.path.starts_with(&origin.path)
    });
    *around.min_by_key(|id| types[**id].origin.path.len()).unwrap_or(&class[0])
}

/// Notes at the first of some equal types in how many places it stands. One that a pointer into
/// another schema leads to is called as the one that stands there.
fn merge(types: &mut [TypeDefinition], class: &[usize], first: usize) {
    let mut places: Vec<&Location> = class.iter().map(|id| &types[*id].location).collect();
    places.sort_unstable();
    places.dedup();
    // Each counts its own place once more if others have the same.
    let met: usize = class.iter().map(|id| types[*id].places).sum();
    let met = met - (class.len() - places.len());
    let is_in_place =
        |id: &&usize| types[**id].location == types[first].location && !types[**id].origin.path.is_empty();
    let in_place = class.iter().find(is_in_place).filter(|_| !is_named(&types[first]));
    let origin = in_place.map_or(first, |id| *id);
    let origin = types[origin].origin.clone();
    let first = &mut types[first];
    (first.origin, first.places) = (origin, met);
}

/// Gives all references the new ids of what they lead to. Options, answers and failures that have
/// become equal by it become one.
fn renumber(api: &mut Api, declared: &mut HashMap<Location, Declared>, new_id: impl Fn(&mut TypeId)) {
    let mut change = |id: &mut TypeId| new_id(id);
    for definition in &mut api.types {
        definition.shape.references_mut(&mut change);
        if let Shape::Union(union) = &mut definition.shape {
            without_equal_options(union, &mut definition.options);
        }
    }
    for declared in declared.values_mut() {
        declared.references_mut(&mut change);
    }
    for operation in &mut api.operations {
        operation.references_mut(&mut change);
        status::agree(operation);
    }
}

fn without_equal_options(union: &mut Union, places: &mut Vec<Location>) {
    let mut known: Vec<Type> = Vec::new();
    let mut is_new = Vec::new();
    union.variants.retain(|variant| {
        let new = !known.contains(&variant.r#type);
        known.extend(new.then(|| variant.r#type.clone()));
        is_new.push(new);
        new
    });
    let mut is_new = is_new.into_iter();
    places.retain(|_| is_new.next().unwrap_or(true));
}
