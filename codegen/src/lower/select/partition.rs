//! Selection by the options that each value of a property leaves. The property may be optional, and several options may
//! share a value; the rest then decides among these.

use std::collections::HashMap;
use std::rc::Rc;

use super::column::Column;
use super::known::Known;
use super::leaves::{ObjectOption, only};
use super::property::Allowed;
use super::selector::{Selected, Selector};
use super::{selector, tag};
use crate::ir::{Api, Case, JsonKind, Object, ObjectSelection};

/// The options for each value of a property.
pub(super) struct Partition<'a> {
    cases: Vec<(Case, Vec<ObjectOption<'a>>)>,
    absent: Vec<ObjectOption<'a>>,
    other: Vec<ObjectOption<'a>>,
    /// Whether the values are constants of the options: of any two options, the same ones or different ones, but not
    /// the same ones of all.
    is_tag: bool,
}

impl<'a> Partition<'a> {
    /// Returns the partition; `None` if all options allow the same values.
    fn new(column: &Column<'a>, options: &[ObjectOption<'a>]) -> Option<Self> {
        if column.is_alike(options) {
            return None;
        }
        let allowed: Vec<&Allowed> = options.iter().map(|option| column.allowed(option)).collect();
        if allowed.iter().all(|other| *other == allowed[0]) {
            return None;
        }
        let pick = |holds: &dyn Fn(&Allowed) -> bool| {
            let held = options.iter().zip(&allowed).filter(|(_, allowed)| holds(allowed));
            held.map(|(option, _)| *option).collect::<Vec<_>>()
        };
        let mut cases: Vec<&Case> = Vec::new();
        for case in allowed.iter().flat_map(|allowed| &allowed.cases) {
            if !cases.contains(&case) {
                cases.push(case);
            }
        }
        // Literals before kinds, and integers before other numbers.
        cases.sort_by_key(|case| (!case.is_literal(), **case == Case::Kind(JsonKind::Number)));
        let declaring: Vec<&Allowed> =
            allowed.iter().copied().filter(|allowed| allowed.is_declared).collect();
        let apart = |one: &Allowed, other: &Allowed| {
            one.cases == other.cases || !one.cases.iter().any(|case| other.cases.contains(case))
        };
        let first = declaring.iter().find(|allowed| !allowed.cases.is_empty());
        let is_tag = first.is_some_and(|first| declaring.iter().any(|allowed| allowed.cases != first.cases))
            && cases.iter().all(|case| case.is_literal())
            && declaring.iter().all(|one| !one.any && declaring.iter().all(|other| apart(one, other)));
        let cases = cases.into_iter().map(|case| (case.clone(), pick(&|allowed| allowed.includes(case))));
        Some(Self {
            cases: cases.collect(),
            absent: pick(&|allowed| allowed.absent),
            other: pick(&|allowed| allowed.any),
            is_tag,
        })
    }

    /// Returns whether each value leaves fewer than `all` options.
    fn narrows(&self, all: usize) -> bool {
        self.cases.len() + usize::from(!self.absent.is_empty()) > 1
            && self.cases.iter().all(|(_, group)| group.len() < all)
            && self.other.len() < all
    }
}

/// A property, and the options for each of its values.
pub(super) type Divided<'a> = (Vec<String>, Partition<'a>);

/// A selection by the value of a property. Its parts are not copied until it is used, because most are not.
struct Trial {
    path: Vec<String>,
    cases: Vec<(Case, Rc<Known>)>,
    absent: Rc<Known>,
    other: Rc<Known>,
    /// The first part that is heuristic.
    heuristic: Option<Rc<Known>>,
}

impl Trial {
    fn counts(&self) -> bool {
        let parts = self.cases.iter().map(|(_, part)| part);
        parts.chain([&self.absent, &self.other]).any(|part| selector::counts(&part.selection))
    }

    fn selected(self) -> Selected<ObjectSelection> {
        let cases = self.cases.into_iter().map(|(case, part)| (case, part.selection.clone()));
        let selection = ObjectSelection::Property {
            path: self.path,
            cases: cases.collect(),
            absent: Box::new(self.absent.selection.clone()),
            other: Box::new(self.other.selection.clone()),
        };
        (selection, self.heuristic.and_then(|part| part.overlap.clone()))
    }
}

impl<'a> Selector<'a> {
    /// Selects by the value of a property with constants, a tag. `used` holds the properties that are known to be
    /// absent. The other properties that distinguish the options are added to `others`.
    pub(super) fn by_tag(
        &self,
        options: &[ObjectOption<'a>],
        used: &[Vec<String>],
        others: &mut Vec<Divided<'a>>,
    ) -> Option<Selected<ObjectSelection>> {
        let mut partial = None;
        for path in paths(self.api, options) {
            if used.contains(&path) {
                continue;
            }
            let Some(partition) = Partition::new(&self.column(&path), options) else { continue };
            if !partition.narrows(options.len()) {
                continue;
            }
            if !partition.is_tag {
                let is_stalled = partition.absent.len() == options.len();
                others.extend((!is_stalled).then_some((path, partition)));
                continue;
            }
            if !self.may_examine() {
                break;
            }
            let may_overlap = partition.absent.is_empty() && partial.is_none();
            let trial = self.trial((path, partition), used, may_overlap);
            if trial.heuristic.is_none() {
                return Some(trial.selected());
            }
            if may_overlap {
                partial = Some(trial);
            }
        }
        partial.map(Trial::selected)
    }

    /// Selects by the kind of the value of a property, if that distinguishes all options.
    pub(super) fn by_kind(
        &self,
        properties: Vec<Divided<'a>>,
        used: &[Vec<String>],
    ) -> Option<Selected<ObjectSelection>> {
        for property in properties {
            if !self.may_examine() {
                break;
            }
            let trial = self.trial(property, used, false);
            if trial.heuristic.is_none() && !trial.counts() {
                return Some(trial.selected());
            }
        }
        None
    }

    /// Selects by the kind of the value of a property that all options require, where it leaves one of them, and by keys
    /// otherwise. Options with the same tag are likely to be versions of each other, and an object of one may have keys
    /// that only another one declares.
    pub(super) fn by_kind_before(
        &self,
        options: &[ObjectOption<'a>],
        keys: ObjectSelection,
    ) -> ObjectSelection {
        for path in paths(self.api, options).into_iter().filter(|path| path.len() == 1) {
            let Some(partition) = Partition::new(&self.column(&path), options) else { continue };
            let has_other_values = !partition.absent.is_empty() || !partition.other.is_empty();
            // Neither literals nor numbers, of which some are also of another case.
            let is_distinct = |case: &Case| {
                !case.is_literal() && !matches!(case, Case::Kind(JsonKind::Integer | JsonKind::Number))
            };
            if has_other_values || !partition.cases.iter().all(|(case, _)| is_distinct(case)) {
                continue;
            }
            let count = partition.cases.len();
            let alone = partition.cases.into_iter();
            let alone = alone.filter_map(|(case, group)| Some((case, ObjectSelection::Only(only(&group)?))));
            let cases: Vec<_> = alone.collect();
            if !cases.is_empty() {
                let other = Box::new(if cases.len() == count { ObjectSelection::None } else { keys });
                return ObjectSelection::Property { path, cases, absent: Box::default(), other };
            }
        }
        keys
    }

    fn trial(&self, (path, partition): Divided<'a>, used: &[Vec<String>], may_overlap: bool) -> Trial {
        let needs_proof = self.needs_proof.get() || !may_overlap;
        let outer = self.needs_proof.replace(needs_proof);
        let shares_tag = self.shares_tag.replace(partition.is_tag || self.shares_tag.get());
        let mut heuristic: Option<Rc<Known>> = None;
        let mut earlier: Vec<(Vec<usize>, Rc<Known>)> = Vec::new();
        let mut select = |options: &[ObjectOption<'a>], used: &[Vec<String>]| {
            let places: Vec<usize> = options.iter().map(|option| option.place).collect();
            let same = earlier.iter().find(|(existing, _)| used.is_empty() && *existing == places);
            if let Some((_, known)) = same {
                return Rc::clone(known);
            }
            if options.is_empty() || (needs_proof && heuristic.is_some()) {
                return Rc::default();
            }
            let known = self.known(options, used);
            if heuristic.is_none() && known.overlap.is_some() {
                heuristic = Some(Rc::clone(&known));
            }
            if used.is_empty() {
                earlier.push((places, Rc::clone(&known)));
            }
            known
        };
        let cases = partition.cases.into_iter().map(|(case, group)| (case, select(&group, &[])));
        let cases = cases.collect();
        let mut absent_too = used.to_vec();
        absent_too.push(path.clone());
        let absent = select(&partition.absent, &absent_too);
        let other = select(&partition.other, &[]);
        self.needs_proof.set(outer);
        self.shares_tag.set(shares_tag);
        Trial { path, cases, absent, other, heuristic }
    }
}

/// Returns the paths of the properties that at least two options declare, less nested ones first. Nested properties
/// are those of objects that all options require.
fn paths(api: &Api, options: &[ObjectOption<'_>]) -> Vec<Vec<String>> {
    let objects: Vec<&Object> = options.iter().filter_map(|option| option.object).collect();
    let mut paths = Vec::new();
    collect(api, &objects, &mut Vec::new(), &mut paths);
    paths.sort_by_key(Vec::len);
    paths
}

fn collect(api: &Api, objects: &[&Object], path: &mut Vec<String>, paths: &mut Vec<Vec<String>>) {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    let mut places = HashMap::new();
    for object in objects {
        for key in keys(object) {
            let place = *places.entry(key).or_insert_with(|| {
                counts.push((key, 0));
                counts.len() - 1
            });
            counts[place].1 += 1;
        }
    }
    for (key, _) in counts.iter().filter(|(_, count)| *count > 1) {
        path.push((*key).to_owned());
        paths.push(path.clone());
        if path.len() < tag::MAX_DEPTH {
            let inner: Option<Vec<&Object>> =
                objects.iter().map(|object| tag::nested(api, key, object)).collect();
            if let Some(inner) = inner {
                collect(api, &inner, path, paths);
            }
        }
        path.pop();
    }
}

fn keys(object: &Object) -> impl Iterator<Item = &str> {
    let literals = object.literals.iter().map(|literal| literal.key.as_str());
    literals.chain(object.fields.iter().map(|field| field.key.as_str()))
}
