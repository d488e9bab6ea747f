//! Finds the modules that a path leads to: through `use`, re-exports and globs, to the module that defines the item.

use std::collections::BTreeSet;

use crate::tree::{Module, ModuleId, ROOT, Tree};
use crate::written::{Form, Written};

/// Where a path leads.
#[derive(Default)]
pub struct Reach {
    /// The modules that the path names on its way, except `lib.rs`.
    pub named: BTreeSet<ModuleId>,
    /// The modules that define the item, or are the item.
    pub ends: BTreeSet<ModuleId>,
    /// Whether `lib.rs` neither defines nor re-exports the name that the path takes from it.
    pub is_lost: bool,
}

/// What a name means.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Meaning {
    Module(ModuleId),
    /// An item that this module defines.
    Item(ModuleId),
    /// Something of another crate.
    Outside,
    /// Nothing that the crate root contains.
    Lost,
}

/// The names that are being looked up, so that `use` items that lead back to themselves end.
type Pending = BTreeSet<(ModuleId, String)>;

/// Where a path in a module leads.
pub fn reach(tree: &Tree, module: ModuleId, written: &Written) -> Reach {
    let mut reach = Reach::default();
    let named = &mut |module| _ = reach.named.insert(module);
    let mut meanings = follow(tree, module, &written.segments, &mut Pending::new(), named);
    let is_item = |meaning: &Meaning| !matches!(meaning, Meaning::Module(_));
    let is_name = written.form == Form::Inline && written.segments.len() == 1;
    if is_name {
        reach.named.clear();
    }
    if is_name || (written.form == Form::Inline && meanings.iter().any(is_item)) {
        meanings.retain(is_item);
    }
    for meaning in meanings {
        match meaning {
            Meaning::Module(module) | Meaning::Item(module) => _ = reach.ends.insert(module),
            Meaning::Outside => {}
            Meaning::Lost => reach.is_lost = true,
        }
    }
    reach
}

/// Everything that a path means. Reports each module that the path names to `named`.
fn follow(
    tree: &Tree,
    module: ModuleId,
    segments: &[String],
    pending: &mut Pending,
    named: &mut dyn FnMut(ModuleId),
) -> BTreeSet<Meaning> {
    let Some((first, rest)) = segments.split_first() else { return BTreeSet::new() };
    let mut meanings = match first.as_str() {
        "crate" | "$crate" => BTreeSet::from([Meaning::Module(ROOT)]),
        "self" => BTreeSet::from([Meaning::Module(module)]),
        "super" => BTreeSet::from([Meaning::Module(tree.modules[module].parent)]),
        name => lookup(tree, module, name, pending),
    };
    let mut report = |meanings: &BTreeSet<Meaning>, segment: &str| {
        let is_relative = ["crate", "$crate", "self", "super"].contains(&segment);
        for meaning in meanings {
            if let Meaning::Module(module) = meaning
                && !is_relative
            {
                named(*module);
            }
        }
    };
    report(&meanings, first);
    for segment in rest {
        // What comes before `::` is a module, if there is a module of that name.
        let is_module = |meaning: &Meaning| matches!(meaning, Meaning::Module(_));
        if meanings.iter().any(is_module) {
            meanings.retain(is_module);
        }
        meanings = meanings.into_iter().flat_map(|meaning| step(tree, meaning, segment, pending)).collect();
        report(&meanings, segment);
    }
    meanings
}

/// What a segment means behind another one.
fn step(tree: &Tree, before: Meaning, segment: &str, pending: &mut Pending) -> BTreeSet<Meaning> {
    let Meaning::Module(module) = before else { return BTreeSet::from([before]) };
    if segment == "super" {
        return BTreeSet::from([Meaning::Module(tree.modules[module].parent)]);
    }
    let found = lookup(tree, module, segment, pending);
    if !found.is_empty() {
        return found;
    }
    // Elsewhere a macro may have made it: `use` items name what a module takes from others.
    BTreeSet::from([if module == ROOT { Meaning::Lost } else { Meaning::Item(module) }])
}

/// Everything that a name means in a module; nothing if the module does not contain it.
fn lookup(tree: &Tree, module: ModuleId, name: &str, pending: &mut Pending) -> BTreeSet<Meaning> {
    let mut found = BTreeSet::new();
    let Module { children, items, uses, .. } = &tree.modules[module];
    found.extend(children.get(name).into_iter().flatten().copied().map(Meaning::Module));
    if items.contains(name) {
        found.insert(Meaning::Item(module));
    }
    if module == ROOT {
        found.extend(tree.macros.get(name).into_iter().flatten().copied().map(Meaning::Item));
    }
    let key = (module, name.to_owned());
    if !pending.insert(key.clone()) {
        return found;
    }
    for import in uses.iter().filter(|import| import.name.as_deref() == Some(name)) {
        let meanings = follow(tree, module, &import.segments, pending, &mut |_| {});
        let is_outside = meanings.is_empty() || meanings.contains(&Meaning::Outside);
        found.extend(meanings.into_iter().filter(|meaning| *meaning != Meaning::Outside));
        if is_outside {
            // What a folder re-exports from another crate is taken from the folder.
            found.insert(if module == ROOT { Meaning::Outside } else { Meaning::Item(module) });
        }
    }
    if found.is_empty() {
        for glob in uses.iter().filter(|import| import.name.is_none()) {
            for meaning in follow(tree, module, &glob.segments, pending, &mut |_| {}) {
                if let Meaning::Module(target) = meaning {
                    found.extend(lookup(tree, target, name, pending));
                }
            }
        }
    }
    pending.remove(&key);
    found
}
