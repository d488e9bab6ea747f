//! The public items of a handwritten library, which has to re-export what generated signatures name.

use std::collections::BTreeSet;

use syn::{Item, UseTree, Visibility};

/// The public items of a library.
#[derive(Default)]
pub(crate) struct Exports {
    /// Their names.
    pub names: BTreeSet<String>,
    /// Whether the runtime itself is public.
    pub has_all: bool,
    /// Whether a generated module is public.
    pub has_modules: bool,
}

impl Exports {
    /// Reads the text of a library.
    ///
    /// # Errors
    /// Fails if it is not valid Rust.
    pub fn read(library: &str) -> Result<Self, String> {
        let file = syn::parse_file(library).map_err(|error| error.to_string())?;
        let mut exports = Self::default();
        for item in &file.items {
            exports.item(item);
        }
        Ok(exports)
    }

    fn item(&mut self, item: &Item) {
        match item {
            Item::Use(item) if matches!(item.vis, Visibility::Public(_)) => self.tree(&item.tree),
            Item::Mod(item) if matches!(item.vis, Visibility::Public(_)) => {
                self.has_modules |= item.ident == "api" || item.ident == "models";
                for item in item.content.iter().flat_map(|(_, items)| items) {
                    self.item(item);
                }
            }
            _ => {}
        }
    }

    fn tree(&mut self, tree: &UseTree) {
        match tree {
            UseTree::Path(path) => {
                let is_runtime = path.ident == "runtime" || path.ident.to_string().ends_with("_runtime");
                self.has_all |= is_runtime && matches!(*path.tree, UseTree::Glob(_));
                self.has_modules |= path.ident == "api" || path.ident == "models";
                self.tree(&path.tree);
            }
            UseTree::Name(name) => self.name(&name.ident.to_string()),
            UseTree::Rename(rename) => self.name(&rename.rename.to_string()),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.tree(tree)),
            UseTree::Glob(_) => {}
        }
    }

    fn name(&mut self, name: &str) {
        self.has_all |= name == "runtime" || name.ends_with("_runtime");
        self.names.insert(name.to_owned());
    }
}
