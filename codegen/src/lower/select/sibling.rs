//! Selection by a property next to the union, which the settings name. Its values are those of the property, and each
//! selects an option: the one that the settings map it to, whose own constant it is, or that has its name.

mod names;
mod report;

use std::collections::{HashMap, HashSet};

use self::names::Matcher;
use super::Outcome;
use super::property::{Allowed, literal, mapping_key};
use super::selector::{Overlap, Selector};
use crate::ir::{Api, Basis, Case, JsonKind, Selection, Shape, SiblingTag, Type, TypeId, Union};
use crate::lower::option_names::OptionNames;
use crate::settings::{Discriminator, Settings};
use crate::source::Location;

/// The unions that a property next to them selects.
#[derive(Default)]
pub(in crate::lower) struct Siblings {
    /// The tags of each union, those that differ.
    tags: HashMap<TypeId, Vec<SiblingTag>>,
    /// The unions that always have such a property, which is required.
    complete: HashSet<TypeId>,
    /// The unions of which some values leave several options that are selected heuristically.
    heuristic: HashSet<TypeId>,
    /// Problems to report.
    problems: Vec<report::Problem>,
    /// Paths in the list of settings that have no effect, and why.
    stale: Vec<(Vec<String>, String)>,
}

/// Reads the values of the discriminators in the settings, and sets the selection of the properties that they match.
pub(in crate::lower) fn select(
    api: &mut Api,
    names: &HashMap<Location, Vec<OptionNames>>,
    settings: &Settings,
) -> Siblings {
    let mut siblings = Siblings::default();
    if settings.discriminators.is_empty() {
        return siblings;
    }
    let mut required: HashMap<TypeId, usize> = HashMap::new();
    let mut used = HashSet::new();
    let mut reasons: HashMap<usize, String> = HashMap::new();
    let mut mapped = HashSet::new();
    for id in api.type_ids() {
        for (index, mark) in marks(api, id) {
            let entry = &settings.discriminators[mark.entry];
            let found = Found::new(api, id, index, &mark.property);
            let resolved = found.map(|found| {
                let names = names.get(&api.definition(found.union).location);
                let resolved = found.resolve(api, entry, names.map_or(&[], Vec::as_slice), &mark);
                (found.union, found.is_required, resolved)
            });
            let tag = match resolved {
                Err(reason) => {
                    reasons.entry(mark.entry).or_insert(reason);
                    None
                }
                Ok((union, is_required, resolved)) => {
                    used.insert(mark.entry);
                    mapped.extend(resolved.mapped.into_iter().map(|value| (mark.entry, value)));
                    siblings.add(union, mark.entry, resolved.problem, resolved.unknown);
                    *required.entry(union).or_default() += usize::from(is_required);
                    let tags = siblings.tags.entry(union).or_default();
                    let is_new = |tag: &SiblingTag| {
                        (&tag.property, &tag.cases) != (&resolved.tag.property, &resolved.tag.cases)
                    };
                    if tags.iter().all(is_new) {
                        tags.push(resolved.tag.clone());
                    }
                    Some(Box::new(resolved.tag))
                }
            };
            if let Shape::Object(object) = &mut api.types[id.0].shape {
                object.fields[index].sibling = tag;
            }
        }
    }
    let references = references(api);
    let is_complete = |(union, count): &(&TypeId, &usize)| references.get(*union) == Some(*count);
    siblings.complete = required.iter().filter(is_complete).map(|(union, _)| *union).collect();
    siblings.unused(settings, &used, &mut reasons, &mapped);
    siblings
}

impl Siblings {
    /// Sets the properties next to a union that select its variants. Returns `overlap`, the reason why its own selection
    /// is heuristic, unless there always is such a property.
    pub(super) fn apply(
        &mut self,
        id: TypeId,
        selection: &mut Selection,
        overlap: Option<Overlap>,
    ) -> Option<Overlap> {
        selection.siblings = self.tags.remove(&id).unwrap_or_default();
        selection.always_sibling = self.complete.contains(&id);
        if self.heuristic.contains(&id) {
            selection.basis = Basis::Heuristic;
        } else if selection.always_sibling {
            selection.basis = Basis::Explicit;
        }
        overlap.filter(|_| !selection.always_sibling)
    }

    /// Adds the problems of a property. `unknown` are the keys of `mapping` with options that do not exist.
    fn add(
        &mut self,
        union: TypeId,
        entry: usize,
        problem: Option<report::Problem>,
        unknown: Vec<(String, String)>,
    ) {
        if problem.as_ref().is_some_and(|problem| problem.overlap.is_some()) {
            self.heuristic.insert(union);
        }
        self.problems.extend(problem);
        for (key, message) in unknown {
            let stale = (vec![entry.to_string(), "mapping".to_owned(), key], message);
            if !self.stale.contains(&stale) {
                self.stale.push(stale);
            }
        }
    }
}

/// Names the options without a name after the value that selects them.
pub(super) fn name(union: &mut Union) {
    let tags = std::mem::take(&mut union.selection.siblings);
    for index in 0..union.variants.len() {
        let number = union.variants[index].name.strip_prefix("option ");
        if number.is_none_or(|number| number.parse::<usize>().is_err()) {
            continue;
        }
        let cases = tags.iter().flat_map(|tag| &tag.cases);
        let own: Vec<&Case> = cases.filter(|(_, it)| it.may_select(index)).map(|(value, _)| value).collect();
        if let [value @ Case::String(_)] = own.as_slice() {
            let name = mapping_key(value);
            if union.variants.iter().all(|variant| variant.name != name) {
                union.variants[index].name = name;
            }
        }
    }
    union.selection.siblings = tags;
}

/// Returns the properties of an object that are marked.
fn marks(api: &Api, id: TypeId) -> Vec<(usize, SiblingTag)> {
    let Shape::Object(object) = &api.definition(id).shape else { return Vec::new() };
    let fields = object.fields.iter().enumerate();
    fields.filter_map(|(index, field)| Some((index, (**field.sibling.as_ref()?).clone()))).collect()
}

/// Counts the references to each type.
fn references(api: &mut Api) -> HashMap<TypeId, usize> {
    let mut references: HashMap<TypeId, usize> = HashMap::new();
    let mut count = |id: &mut TypeId| *references.entry(*id).or_default() += 1;
    api.types.iter_mut().for_each(|definition| definition.shape.references_mut(&mut count));
    api.operations.iter_mut().for_each(|operation| operation.references_mut(&mut count));
    references
}

/// A union, and the property next to it.
struct Found {
    /// The object with both, and the index of the property with the union.
    object: TypeId,
    field: usize,
    union: TypeId,
    /// Number of lists and maps around the union.
    depth: usize,
    /// Values of the discriminator.
    allowed: Allowed,
    /// Whether it is always present.
    is_required: bool,
}

/// The selection of a union by the property next to it.
struct Resolved {
    tag: SiblingTag,
    /// Keys of `mapping` that select an option.
    mapped: Vec<String>,
    /// Keys of `mapping` with an option that does not exist, and a message.
    unknown: Vec<(String, String)>,
    problem: Option<report::Problem>,
}

impl Found {
    /// Finds the union in a property, and the discriminator next to it; otherwise returns why there is none.
    fn new(api: &Api, id: TypeId, index: usize, key: &str) -> Result<Self, String> {
        let definition = api.definition(id);
        let Shape::Object(object) = &definition.shape else { return Err(String::new()) };
        let field = &object.fields[index];
        let (union, depth) = union_in(api, &field.r#type).ok_or_else(|| {
            let place = format!("property `{}` of `{}`", field.key, definition.location);
            if contains_union(api, &field.r#type) {
                format!(
                    "{place} is an object with a union in it; `{key}` must be in the same object as the property with \
                     the union"
                )
            } else {
                format!("{place} is not a union")
            }
        })?;
        let allowed = Allowed::of(api, key, object);
        if !allowed.is_declared {
            return Err(format!(
                "`{}` does not declare `{key}` next to `{}`",
                definition.location, field.key
            ));
        }
        let is_required = !allowed.absent && !allowed.any && !allowed.cases.contains(&Case::Null);
        Ok(Self { object: id, field: index, union, depth, allowed, is_required })
    }

    /// Returns the values of the discriminator; `None` if they are not listed.
    fn values(&self) -> Option<Vec<Case>> {
        let mut values = Vec::new();
        for case in &self.allowed.cases {
            match case {
                Case::Kind(JsonKind::Boolean) => values.extend([Case::Boolean(true), Case::Boolean(false)]),
                Case::Boolean(_) | Case::Integer(_) | Case::Number(_) | Case::String(_) => {
                    values.push(case.clone());
                }
                Case::Null => {}
                Case::Kind(_) | Case::Object | Case::Elements(_) => return None,
            }
        }
        (!values.is_empty() && !self.allowed.any).then_some(values)
    }

    fn resolve(
        &self,
        api: &Api,
        entry: &Discriminator,
        names: &[OptionNames],
        mark: &SiblingTag,
    ) -> Resolved {
        let definition = api.definition(self.union);
        let matcher = Matcher { api, definition, names, key: &mark.property };
        let listed = self.values();
        let values = listed.clone().unwrap_or_else(|| {
            let literal = |key: &String| self.literal(key);
            entry.mapping.keys().map(literal).collect()
        });
        let mut cases = Vec::new();
        let (mut uncovered, mut mapped, mut unknown) = (Vec::new(), Vec::new(), Vec::new());
        let mut overlap = None;
        for value in values {
            let text = mapping_key(&value);
            let variants = match entry.mapping.get(&text) {
                Some(None) => {
                    mapped.push(text);
                    continue;
                }
                Some(Some(target)) => {
                    let (variants, missing) = matcher.mapped(target);
                    let message = |name| format!("`{name}` is not an option of `{}`", definition.location);
                    unknown.extend(missing.into_iter().map(|name| (text.clone(), message(name))));
                    mapped.push(text.clone());
                    variants
                }
                None => matcher.named(&value),
            };
            if variants.is_empty() {
                // An option that does not exist is reported as such.
                let is_unknown = unknown.iter().any(|(key, _)| *key == text);
                uncovered.extend((!is_unknown).then(|| value.to_string()));
                continue;
            }
            let (selection, own_overlap) = among(api, self.union, &variants);
            overlap = overlap.or(own_overlap);
            cases.push((value, selection));
        }
        let Shape::Union(union) = &definition.shape else {
            return Resolved { tag: mark.clone(), mapped, unknown, problem: None };
        };
        let has = |variant: usize| cases.iter().any(|(_, selection)| selection.may_select(variant));
        let unselected = (0..union.variants.len()).filter(|variant| !has(*variant));
        let unselected: Vec<String> =
            unselected.map(|variant| union.variants[variant].name.clone()).collect();
        let problem = report::Problem {
            place: self.place(api),
            union: definition.location.clone(),
            property: mark.property.clone(),
            is_listed: listed.is_some(),
            uncovered,
            unselected,
            overlap: overlap.map(|overlap| overlap.message),
        };
        let tag = SiblingTag { cases, depth: self.depth, ..mark.clone() };
        Resolved { tag, mapped, unknown, problem: problem.exists().then_some(problem) }
    }

    /// Returns the value that a key of `mapping` stands for.
    fn literal(&self, key: &str) -> Case {
        let string = Case::String(key.to_owned());
        let typed = literal(key).filter(|literal| self.allowed.includes(literal));
        typed.filter(|_| !self.allowed.includes(&string)).unwrap_or(string)
    }

    fn place(&self, api: &Api) -> Location {
        let definition = api.definition(self.object);
        let key = match &definition.shape {
            Shape::Object(object) => object.fields[self.field].key.as_str(),
            Shape::StringEnum(_) | Shape::Union(_) => "",
        };
        definition.location.join("properties").join(key)
    }
}

/// Returns the selection among some variants of a union, and a message if it is heuristic.
fn among(api: &Api, id: TypeId, variants: &[usize]) -> (Selection, Option<Overlap>) {
    let Shape::Union(union) = &api.definition(id).shape else { return (Selection::default(), None) };
    let selector = Selector::new(api, union, None);
    let mut scalars = selector.scalars.clone();
    scalars.retain(|(variant, _)| variants.contains(variant));
    let mut objects = selector.objects.to_vec();
    objects.retain(|option| variants.contains(&option.variant));
    let Outcome { selection, overlap, .. } = selector.select_among(&scalars, &objects, None);
    (Selection { checked: Vec::new(), ..selection }, overlap)
}

/// Returns the union that a type consists of, and the number of lists and maps around it.
fn union_in(api: &Api, r#type: &Type) -> Option<(TypeId, usize)> {
    match r#type {
        Type::Named(id) => matches!(api.definition(*id).shape, Shape::Union(_)).then_some((*id, 0)),
        Type::Nullable(inner) | Type::OrReference(inner) | Type::Limited(inner, _) => union_in(api, inner),
        Type::List(inner, _) | Type::Map(inner) => union_in(api, inner).map(|(id, depth)| (id, depth + 1)),
        Type::Any
        | Type::FreeForm
        | Type::Boolean
        | Type::Integer(_)
        | Type::Number(_)
        | Type::String(_)
        | Type::Timestamp => None,
    }
}

/// Returns whether a type is an object with a union in one of its properties.
fn contains_union(api: &Api, r#type: &Type) -> bool {
    let Type::Named(id) = r#type.without_rules() else { return false };
    let Shape::Object(object) = &api.definition(*id).shape else { return false };
    object.fields.iter().any(|field| union_in(api, &field.r#type).is_some())
}
