//! What an edit of the document does to the people who use the client.
//!
//! [`diff`] compares two [surfaces](mod@crate::surface). Each difference falls under a [`Rule`], which says whether it is
//! breaking, compatible or invisible, and why. Things are the same if they stand at the same place in the document or
//! have the same key there; names that differ then are renames. The rest of this room writes what was found for people,
//! for machines, for pull requests and for the changelog.

mod changelog;
mod limits;
mod operations;
mod pairs;
mod parts;
mod rule;
mod types;
mod users;
mod version;
mod write;

pub use self::{
    changelog::changelog,
    rule::{Rule, Seen, Verdict, page},
    version::next_version,
};

use self::limits::Moved;
use self::pairs::{Pair, pairs};
use crate::ir::{Rules, Type, TypeId};
use crate::surface::Surface;

/// What differs between two surfaces.
#[derive(Clone, Debug, Default)]
pub struct Diff {
    /// Each change: group by group, and in the order of the document.
    pub changes: Vec<Change>,
}

/// A change.
#[derive(Clone, Debug)]
pub struct Change {
    /// What kind of change it is.
    pub rule: Rule,
    /// The module of the tag it belongs to, `shared`, or `client`.
    pub group: String,
    /// What changed, as a user names it.
    pub item: String,
    /// What it was, if there is something to tell.
    pub before: String,
    /// What it is.
    pub after: String,
    /// The operations that it concerns.
    pub operations: Vec<Concerned>,
}

/// An operation that a change concerns.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Concerned {
    /// Its id.
    pub id: String,
    /// The page that describes it.
    pub page: Option<String>,
}

impl Diff {
    /// The gravest verdict; `None` if nothing has changed.
    #[must_use]
    pub fn verdict(&self) -> Option<Verdict> {
        self.changes.iter().map(|change| change.rule.verdict()).max()
    }

    /// How many changes have a verdict.
    #[must_use]
    pub fn count(&self, verdict: Verdict) -> usize {
        self.changes.iter().filter(|change| change.rule.verdict() == verdict).count()
    }
}

/// Compares two surfaces.
#[must_use]
pub fn diff(old: &Surface, new: &Surface) -> Diff {
    let types = pairs(&types::keys(old), &types::keys(new));
    let mut counterparts = vec![None; old.types.len()];
    for pair in &types {
        if let Pair::Kept(old, new) = *pair {
            counterparts[old] = Some(TypeId(new));
        }
    }
    let mut comparing = Comparing { old, new, counterparts, changes: Vec::new() };
    comparing.client();
    comparing.operations();
    comparing.types(&types);
    let mut changes = comparing.changes;
    let order = |change: &Change| {
        let groups = new.groups.iter().chain(&old.groups);
        let mut modules = groups.map(|group| group.module.as_str());
        match change.group.as_str() {
            CLIENT => 0,
            group => modules.position(|module| module == group).map_or(usize::MAX, |index| index + 1),
        }
    };
    changes.sort_by_cached_key(order);
    Diff { changes }
}

/// The group of what belongs to the client as a whole.
const CLIENT: &str = "client";

/// The group of types that several tags need.
const SHARED: &str = "shared";

struct Comparing<'a> {
    old: &'a Surface,
    new: &'a Surface,
    /// What the old types are now.
    counterparts: Vec<Option<TypeId>>,
    changes: Vec<Change>,
}

/// Where a change belongs.
#[derive(Clone, Debug)]
struct Home {
    group: String,
    operations: Vec<Concerned>,
}

impl Home {
    fn client() -> Self {
        Self { group: CLIENT.to_owned(), operations: Vec::new() }
    }
}

impl Comparing<'_> {
    fn note(&mut self, rule: Rule, home: &Home, item: &str, before: String, after: String) {
        let Home { group, operations } = home.clone();
        self.changes.push(Change { rule, group, item: item.to_owned(), before, after, operations });
    }

    fn client(&mut self) {
        let (old, new, home) = (self.old, self.new, Home::client());
        if old.base_url != new.base_url {
            self.note(Rule::AddressChanged, &home, "address", old.base_url.clone(), new.base_url.clone());
        }
        if old.security != new.security {
            let text = |surface: &Surface| surface.security.clone().unwrap_or_else(|| "nothing".to_owned());
            self.note(Rule::CredentialsChanged, &home, "credentials", text(old), text(new));
        }
        for pair in pairs(&one_key(&old.scopes), &one_key(&new.scopes)) {
            match pair {
                Pair::Removed(index) => self.gone(Rule::ScopeRemoved, &home, &old.scopes[index], ""),
                Pair::Added(index) => self.come(Rule::ScopeAdded, &home, &new.scopes[index], ""),
                Pair::Kept(..) => {}
            }
        }
        let tags = |surface: &Surface| {
            surface.groups.iter().map(|group| [group.tag.clone(), group.module.clone()]).collect::<Vec<_>>()
        };
        for pair in pairs(&tags(old), &tags(new)) {
            match pair {
                Pair::Removed(index) => self.gone(Rule::TagRemoved, &home, &old.groups[index].module, ""),
                Pair::Added(index) => self.come(Rule::TagAdded, &home, &new.groups[index].module, ""),
                Pair::Kept(was, is) => {
                    let (was, is) = (&old.groups[was], &new.groups[is]);
                    if (&was.module, &was.name) != (&is.module, &is.name) {
                        let (before, after) = (was.module.clone(), is.module.clone());
                        self.note(Rule::TagRenamed, &home, &after.clone(), before, after);
                    }
                }
            }
        }
    }

    /// Notes that something is not there any more.
    fn gone(&mut self, rule: Rule, home: &Home, item: &str, before: &str) {
        self.note(rule, home, item, before.to_owned(), String::new());
    }

    /// Notes that something is there now.
    fn come(&mut self, rule: Rule, home: &Home, item: &str, after: &str) {
        self.note(rule, home, item, String::new(), after.to_owned());
    }

    /// Compares where a type is used: whether it is still the same, and how its limits have moved.
    fn compare(&self, old: &Type, new: &Type) -> (bool, Moved) {
        let ((old, own), (new, now)) = (unlimited(old), unlimited(new));
        let moved = limits::rules(&own, &now);
        let (same, inner) = match (old, new) {
            (Type::Any, Type::Any)
            | (Type::FreeForm, Type::FreeForm)
            | (Type::Boolean, Type::Boolean)
            | (Type::Timestamp, Type::Timestamp) => (true, Moved::default()),
            (Type::Integer(old), Type::Integer(new))
            | (Type::Number(old), Type::Number(new))
            | (Type::String(old), Type::String(new)) => (true, limits::rules(old, new)),
            (Type::List(old, own), Type::List(new, now)) => {
                let (same, inner) = self.compare(old, new);
                (same, inner.and(limits::rules(own, now)))
            }
            (Type::Map(old), Type::Map(new))
            | (Type::Nullable(old), Type::Nullable(new))
            | (Type::OrReference(old), Type::OrReference(new)) => self.compare(old, new),
            (Type::Named(old), Type::Named(new)) => {
                (self.counterparts[old.0] == Some(*new), Moved::default())
            }
            _ => (false, Moved::default()),
        };
        (same, inner.and(moved))
    }

    /// Notes what has become of a type where it is used.
    fn retyped(&mut self, rules: OfType, home: &Home, item: &str, old: &Type, new: &Type) {
        let (same, moved) = self.compare(old, new);
        let (before, after) = (self.old.described(old), self.new.described(new));
        if !same {
            return self.note(rules.retyped, home, item, before, after);
        }
        if moved.narrowed {
            self.note(rules.narrowed, home, item, before, after);
        } else if moved.loosened {
            self.note(rules.loosened, home, item, before, after);
        }
    }
}

/// The rules that a change of type falls under.
#[derive(Clone, Copy, Debug)]
struct OfType {
    retyped: Rule,
    narrowed: Rule,
    loosened: Rule,
}

/// A type without the rules that stand around it, and those.
fn unlimited(r#type: &Type) -> (&Type, Rules) {
    match r#type {
        Type::Limited(inner, rules) => (inner, rules.clone()),
        other => (other, Rules::default()),
    }
}

fn one_key(texts: &[String]) -> Vec<[String; 1]> {
    texts.iter().map(|text| [text.clone()]).collect()
}
