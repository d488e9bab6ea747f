//! The module tree of a crate, from `lib.rs` down: its modules, the files they are in, the names they define and
//! the paths they contain.

use std::collections::{BTreeMap, BTreeSet};

use syn::ext::IdentExt;
use syn::{Attribute, Expr, Ident, Item, ItemMod, Lit, Meta};
use tests::{Failure, Outcome, disk};

use crate::test_only::is_test_only;
use crate::written::{self, Use, Written};

/// The texts of a crate by path, relative to the folder of `lib.rs`.
pub type Texts = BTreeMap<String, String>;

/// The index of a module in [`Tree::modules`].
pub type ModuleId = usize;

/// The index of a file in [`Tree::files`].
pub type FileId = usize;

/// The module of `lib.rs`.
pub const ROOT: ModuleId = 0;

/// The start of a comment line that gives the reason why a file is part of a cycle.
pub const REASON: &str = "// Cycle:";

/// A crate without the code that is only compiled for tests.
pub struct Tree {
    /// The path of the source folder from the root of the workspace.
    pub folder: String,
    pub files: Vec<SourceFile>,
    pub modules: Vec<Module>,
    /// The modules that define each `#[macro_export]` macro.
    pub macros: BTreeMap<String, Vec<ModuleId>>,
}

pub struct SourceFile {
    /// Relative to the source folder.
    pub path: String,
    /// The outermost module in this file.
    pub module: ModuleId,
    /// The number of the line that starts with [`REASON`].
    pub reason: Option<usize>,
}

pub struct Module {
    /// The names from the crate root to the module; empty for `lib.rs`.
    pub path: Vec<String>,
    pub parent: ModuleId,
    pub file: FileId,
    /// The child modules by name. With `cfg`, several of them can share a name.
    pub children: BTreeMap<String, Vec<ModuleId>>,
    /// The names of all other items.
    pub items: BTreeSet<String>,
    pub uses: Vec<Use>,
    pub written: Vec<Written>,
}

impl Tree {
    /// Reads the crate in a folder of the workspace.
    pub fn of_workspace(folder: &str) -> Outcome<Self> {
        let path = disk::workspace().join(folder);
        let mut texts = Texts::new();
        for file in disk::files_below(&path)? {
            if disk::has_extension(&file, "rs") {
                let text = disk::read(&path.join(&file))?;
                texts.insert(file, text);
            }
        }
        Self::read(folder, &texts)
    }

    /// Reads a crate from its texts.
    pub fn read(folder: &str, texts: &Texts) -> Outcome<Self> {
        let tree = Self {
            folder: folder.to_owned(),
            files: Vec::new(),
            modules: Vec::new(),
            macros: BTreeMap::new(),
        };
        let mut reader = Reader { texts, tree };
        reader.file("lib.rs", "", Vec::new(), ROOT)?;
        Ok(reader.tree)
    }

    /// The top-level module that a module belongs to, or `lib.rs`.
    pub fn top(&self, module: ModuleId) -> &str {
        self.modules[module].path.first().map_or("lib.rs", String::as_str)
    }

    /// The path of a file from the root of the workspace.
    pub fn path(&self, file: FileId) -> String {
        format!("{}/{}", self.folder, self.files[file].path)
    }
}

struct Reader<'a> {
    texts: &'a Texts,
    tree: Tree,
}

impl Reader<'_> {
    /// Reads the file of a module. `folder` contains the files of its child modules; it ends in `/` or is empty.
    fn file(&mut self, file: &str, folder: &str, path: Vec<String>, parent: ModuleId) -> Outcome<ModuleId> {
        let place = format!("{}/{file}", self.tree.folder);
        let text = self.texts.get(file).ok_or_else(|| Failure::new(format!("{place} is missing")))?;
        let parsed = syn::parse_file(text)
            .map_err(|error| Failure::new(format!("{place}:{}: {error}", error.span().start().line)))?;
        let reason = text.lines().position(is_reason).map(|index| index + 1);
        let (module, id) = (self.tree.modules.len(), self.tree.files.len());
        self.tree.files.push(SourceFile { path: file.to_owned(), module, reason });
        self.module(id, &parsed.items, folder, path, parent)
    }

    /// Adds a module and its descendants.
    fn module(
        &mut self,
        file: FileId,
        items: &[Item],
        folder: &str,
        path: Vec<String>,
        parent: ModuleId,
    ) -> Outcome<ModuleId> {
        let id = self.tree.modules.len();
        let (uses, written) = written::collect(items);
        let names = items.iter().filter_map(name).filter(|(_, attributes)| !is_test_only(attributes));
        let names = names.map(|(name, _)| name.unraw().to_string()).collect();
        let children = BTreeMap::new();
        self.tree.modules.push(Module { path, parent, file, children, items: names, uses, written });
        for item in items {
            match item {
                Item::Mod(item) if !is_test_only(&item.attrs) => self.child(id, item, folder)?,
                Item::Macro(item) if item.attrs.iter().any(|it| it.path().is_ident("macro_export")) => {
                    if let Some(name) = &item.ident {
                        self.tree.macros.entry(name.unraw().to_string()).or_default().push(id);
                    }
                }
                _ => {}
            }
        }
        Ok(id)
    }

    /// Adds the module that a `mod` item declares.
    fn child(&mut self, parent: ModuleId, item: &ItemMod, folder: &str) -> Outcome {
        let name = item.ident.unraw().to_string();
        let Module { path, file, .. } = &self.tree.modules[parent];
        let path = path.iter().chain([&name]).cloned().collect();
        let own_folder = format!("{folder}{name}/");
        let id = if let Some((_, items)) = &item.content {
            self.module(*file, items, &own_folder, path, parent)?
        } else {
            let (file, folder) = self.file_of(*file, item, folder, own_folder)?;
            self.file(&file, &folder, path, parent)?
        };
        self.tree.modules[parent].children.entry(name).or_default().push(id);
        Ok(())
    }

    /// The file of a module that is declared in another file, and the folder of its child modules.
    fn file_of(
        &self,
        declared_in: FileId,
        item: &ItemMod,
        folder: &str,
        own: String,
    ) -> Outcome<(String, String)> {
        let declared_in = &self.tree.files[declared_in].path;
        if let Some(path) = item.attrs.iter().find_map(path_attribute) {
            let path = format!("{}{path}", folder_of(declared_in));
            let folder = folder_of(&path).to_owned();
            return Ok((path, folder));
        }
        let name = item.ident.unraw();
        let paths = [format!("{folder}{name}.rs"), format!("{own}mod.rs")];
        let found = paths.into_iter().find(|path| self.texts.contains_key(path));
        let line = item.ident.span().start().line;
        let missing =
            || Failure::new(format!("{}/{declared_in}:{line}: no file for `mod {name}`", self.tree.folder));
        Ok((found.ok_or_else(missing)?, own))
    }
}

/// The folder of a file, with a final `/` unless it is empty.
fn folder_of(path: &str) -> &str {
    path.rfind('/').map_or("", |end| &path[..=end])
}

/// Whether a line of a file gives the reason for a cycle.
fn is_reason(line: &str) -> bool {
    line.trim_start().strip_prefix(REASON).is_some_and(|reason| !reason.trim().is_empty())
}

/// The path in `#[path = "…"]`.
fn path_attribute(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(pair) = &attribute.meta else { return None };
    let Expr::Lit(value) = &pair.value else { return None };
    match &value.lit {
        Lit::Str(path) if pair.path.is_ident("path") => Some(path.value()),
        _ => None,
    }
}

/// The name that an item defines, unless the item is a module or a `use`.
fn name(item: &Item) -> Option<(&Ident, &[Attribute])> {
    match item {
        Item::Const(item) => Some((&item.ident, &item.attrs)),
        Item::Enum(item) => Some((&item.ident, &item.attrs)),
        Item::Fn(item) => Some((&item.sig.ident, &item.attrs)),
        Item::Macro(item) => item.ident.as_ref().map(|name| (name, &*item.attrs)),
        Item::Static(item) => Some((&item.ident, &item.attrs)),
        Item::Struct(item) => Some((&item.ident, &item.attrs)),
        Item::Trait(item) => Some((&item.ident, &item.attrs)),
        Item::TraitAlias(item) => Some((&item.ident, &item.attrs)),
        Item::Type(item) => Some((&item.ident, &item.attrs)),
        Item::Union(item) => Some((&item.ident, &item.attrs)),
        _ => None,
    }
}
