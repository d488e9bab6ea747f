//! Resolves paths through `use`, re-exports and globs to the module that defines the item.

use std::collections::BTreeSet;

use crate::tree::{Module, ModuleId, ROOT, Tree};
use crate::written::{Form, Written};

/// The modules that a path resolves to.
#[derive(Default)]
pub struct Reach {
    /// The modules that segments of the path name, except `lib.rs`.
    pub named: BTreeSet<ModuleId>,
    /// The modules that define the item, or are the item.
    pub ends: BTreeSet<ModuleId>,
    /// Whether the path uses a name from `lib.rs` that is neither defined nor re-exported there.
    pub is_missing: bool,
}

/// The meaning of a name.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Meaning {
    Module(ModuleId),
    /// An item that this module defines.
    Item(ModuleId),
    /// An item of another crate.
    Outside,
    /// A name that the crate root does not contain.
    Missing,
}

/// The names that are being looked up, so that cyclic `use` items terminate.
type Pending = BTreeSet<(ModuleId, String)>;

/// Resolves a path in a module.
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
            Meaning::Missing => reach.is_missing = true,
        }
    }
    reach
}

/// All meanings of a path. Calls `named` with each module that a segment names.
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
        // Before `::`, a name means a module if there is one.
        let is_module = |meaning: &Meaning| matches!(meaning, Meaning::Module(_));
        if meanings.iter().any(is_module) {
            meanings.retain(is_module);
        }
        meanings = meanings.into_iter().flat_map(|meaning| step(tree, meaning, segment, pending)).collect();
        report(&meanings, segment);
    }
    meanings
}

/// The meanings of a segment after another one.
fn step(tree: &Tree, before: Meaning, segment: &str, pending: &mut Pending) -> BTreeSet<Meaning> {
    let Meaning::Module(module) = before else { return BTreeSet::from([before]) };
    if segment == "super" {
        return BTreeSet::from([Meaning::Module(tree.modules[module].parent)]);
    }
    let found = lookup(tree, module, segment, pending);
    if !found.is_empty() {
        return found;
    }
    // In other modules, a macro may define the name; imported names are known from `use` items.
    BTreeSet::from([if module == ROOT { Meaning::Missing } else { Meaning::Item(module) }])
}

/// All meanings of a name in a module; empty if the module does not contain it.
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
            // A re-export from another crate counts as an item of the module that re-exports it.
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
