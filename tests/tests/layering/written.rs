//! The paths that a module contains, as they are written: in `use`, in expressions, types and patterns, and in the
//! tokens of macros.

use syn::ext::IdentExt;
use syn::visit::{self, Visit};
use syn::{Expr, Item, ItemUse, Path, UseTree};

use crate::test_only::is_test_only;
use crate::tokens;

/// A path with at least one segment, relative to the module that contains it. Paths that start with `::` refer to
/// other crates and are ignored.
pub struct Written {
    pub line: usize,
    /// Starts with `$crate`, `crate`, `self`, `super`, or a name.
    pub segments: Vec<String>,
    pub form: Form,
}

/// How a path is used.
#[derive(Clone, Copy, Eq, PartialEq)]
pub enum Form {
    /// In a `use`, where the last segment means every item with that name, including modules.
    Import,
    /// In a `use`, before `::*`.
    Glob,
    /// Anywhere else, where the last segment is an item.
    Inline,
}

/// A name or a glob that a `use` imports into a module.
pub struct Use {
    /// The name in this module; `None` for a glob.
    pub name: Option<String>,
    pub segments: Vec<String>,
}

/// The `use` items of a module, and all paths in it. Nested modules are not included.
pub fn collect(items: &[Item]) -> (Vec<Use>, Vec<Written>) {
    let mut collector = Collector::default();
    let mut uses = Vec::new();
    for item in items {
        match item {
            Item::Mod(_) => {}
            Item::Use(item) => {
                if !is_test_only(&item.attrs) {
                    uses.extend(collector.add_use(item));
                }
            }
            item => collector.visit_item(item),
        }
    }
    (uses, collector.written)
}

#[derive(Default)]
struct Collector {
    written: Vec<Written>,
}

impl Collector {
    fn add_use(&mut self, item: &ItemUse) -> Vec<Use> {
        let mut uses = Vec::new();
        if item.leading_colon.is_none() {
            self.add_tree(&item.tree, &mut Vec::new(), &mut uses);
        }
        uses
    }

    fn add_tree(&mut self, tree: &UseTree, prefix: &mut Vec<String>, uses: &mut Vec<Use>) {
        let text = |name: &syn::Ident| name.unraw().to_string();
        let (name, renamed, form) = match tree {
            UseTree::Path(path) => {
                prefix.push(text(&path.ident));
                self.add_tree(&path.tree, prefix, uses);
                prefix.pop();
                return;
            }
            UseTree::Group(group) => {
                group.items.iter().for_each(|tree| self.add_tree(tree, prefix, uses));
                return;
            }
            UseTree::Name(name) => (Some(&name.ident), None, Form::Import),
            UseTree::Rename(name) => (Some(&name.ident), Some(text(&name.rename)), Form::Import),
            UseTree::Glob(_) => (None, None, Form::Glob),
        };
        let mut segments = prefix.clone();
        // In a group, `self` is the prefix.
        segments.extend(name.filter(|name| *name != "self" || prefix.is_empty()).map(text));
        let line = syn::spanned::Spanned::span(tree).start().line;
        let name = if form == Form::Glob { None } else { renamed.or_else(|| segments.last().cloned()) };
        uses.push(Use { name, segments: segments.clone() });
        self.written.push(Written { line, segments, form });
    }

    fn add_path(&mut self, path: &Path, form: Form) {
        let Some(first) = path.segments.first() else { return };
        if path.leading_colon.is_none() {
            let line = first.ident.span().start().line;
            let segments = path.segments.iter().map(|segment| segment.ident.unraw().to_string()).collect();
            self.written.push(Written { line, segments, form });
        }
    }
}

/// Skips nodes that are only compiled for tests.
macro_rules! unless_test_only {
    ($($method:ident $node:ident)*) => {
        $(fn $method(&mut self, node: &'ast syn::$node) {
            if !is_test_only(&node.attrs) {
                visit::$method(self, node);
            }
        })*
    };
}

impl<'ast> Visit<'ast> for Collector {
    unless_test_only! {
        visit_item_const ItemConst
        visit_item_enum ItemEnum
        visit_item_fn ItemFn
        visit_item_impl ItemImpl
        visit_item_mod ItemMod
        visit_item_static ItemStatic
        visit_item_struct ItemStruct
        visit_item_trait ItemTrait
        visit_item_type ItemType
        visit_impl_item_const ImplItemConst
        visit_impl_item_fn ImplItemFn
        visit_impl_item_macro ImplItemMacro
        visit_impl_item_type ImplItemType
        visit_trait_item_fn TraitItemFn
        visit_arm Arm
        visit_expr_block ExprBlock
        visit_field Field
        visit_field_value FieldValue
        visit_local Local
        visit_stmt_macro StmtMacro
        visit_variant Variant
    }

    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}

    fn visit_visibility(&mut self, _: &'ast syn::Visibility) {}

    /// A `use` in a function.
    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        if !is_test_only(&item.attrs) {
            self.add_use(item);
        }
    }

    /// A single name may be imported by a glob. Lowercase names are ignored, because most of them are variables.
    fn visit_path(&mut self, path: &'ast Path) {
        let is_upper = |path: &Path| {
            path.segments
                .first()
                .is_some_and(|it| it.ident.to_string().starts_with(|first: char| first.is_uppercase()))
        };
        if path.segments.len() > 1 || is_upper(path) {
            self.add_path(path, Form::Inline);
        }
        visit::visit_path(self, path);
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        if let Expr::Path(function) = &*call.func
            && function.path.get_ident().is_some()
        {
            self.add_path(&function.path, Form::Inline);
        }
        visit::visit_expr_call(self, call);
    }

    fn visit_item_macro(&mut self, item: &'ast syn::ItemMacro) {
        if is_test_only(&item.attrs) {
            return;
        }
        if item.mac.path.is_ident("macro_rules") {
            // Plain names are resolved where the macro is used.
            let with_names = false;
            tokens::collect(item.mac.tokens.clone(), with_names, &mut self.written);
        } else {
            self.visit_macro(&item.mac);
        }
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.add_path(&call.path, Form::Inline);
        let name = call.path.segments.last().map(|name| name.ident.to_string());
        if !name.is_some_and(|name| tokens::is_quote(&name)) {
            self.visit_token_stream(&call.tokens);
        }
    }

    fn visit_token_stream(&mut self, stream: &'ast proc_macro2::TokenStream) {
        let with_names = true;
        tokens::collect(stream.clone(), with_names, &mut self.written);
    }
}
