//! From the document to the intermediate representation.
//!
//! One file per OpenAPI noun. `$ref`s are resolved, equal unnamed schemas become one type, and
//! it is decided how the options of each union are told apart. This room knows no Rust: names
//! leave it as the words of the document.

mod answer;
mod decide;
mod finite;
mod form;
mod object;
mod operation;
mod schema;
mod union;

use std::collections::HashMap;

use indexmap::IndexMap;

use crate::diagnostic::{Code, Diagnostics};
use crate::document::{Document, Location, Schema};
use crate::ir::{Api, Shape, Type, TypeDefinition, TypeId};
use crate::settings::Settings;

/// Lowers the whole document.
pub fn lower(
    document: &Document,
    settings: &Settings,
    settings_file: &str,
    diagnostics: &mut Diagnostics,
) -> Api {
    let mut lowering = Lowering {
        document,
        settings,
        diagnostics,
        definitions: Vec::new(),
        targets: HashMap::new(),
        folded: IndexMap::new(),
        used_constructor_members: Vec::new(),
    };
    let mut api = Api {
        title: document.title.clone(),
        description: document.description.clone(),
        base_url: document.servers.first().cloned().unwrap_or_default(),
        tags: operation::tags(document),
        operations: Vec::new(),
        types: Vec::new(),
        scopes: operation::scopes(settings),
        token_variables: settings.environment.token.clone(),
        base_url_variables: settings.environment.base_url.clone(),
    };
    api.operations = lowering.operations(&api.tags);
    lowering.report_unused_settings(settings_file);
    api.types = lowering.definitions.into_iter().flatten().collect();
    decide::decide(&mut api, document, diagnostics);
    finite::check(&api, diagnostics);
    api
}

/// The state of one run.
struct Lowering<'a> {
    document: &'a Document,
    settings: &'a Settings,
    diagnostics: &'a mut Diagnostics,
    /// A definition is reserved as `None` while its members are lowered.
    definitions: Vec<Option<TypeDefinition>>,
    /// What the targets of `$ref`s became.
    targets: HashMap<Location, Target>,
    /// Unnamed types by what they consist of.
    folded: IndexMap<Shape, TypeId>,
    used_constructor_members: Vec<usize>,
}

#[derive(Clone, Debug)]
enum Target {
    /// Not a definition, and not finished: a reference to it from inside itself has no end.
    Open,
    Done(Box<Type>),
}

impl<'a> Lowering<'a> {
    fn reserve(&mut self) -> TypeId {
        self.definitions.push(None);
        TypeId(self.definitions.len() - 1)
    }

    /// Adds an unnamed definition, or finds the equal one that is there.
    fn fold(&mut self, definition: TypeDefinition) -> TypeId {
        if let Some(id) = self.folded.get(&definition.shape) {
            if let Some(Some(known)) = self.definitions.get_mut(id.0) {
                known.places += 1;
            }
            return *id;
        }
        let id = self.reserve();
        self.folded.insert(definition.shape.clone(), id);
        self.definitions[id.0] = Some(definition);
        id
    }

    /// The schema behind all references.
    fn resolve(&self, schema: &'a Schema) -> &'a Schema {
        let mut schema = schema;
        for _ in 0..32 {
            let target = schema.reference.as_ref();
            match target.and_then(|target| self.document.schemas.get(target)) {
                Some(next) => schema = next,
                None => break,
            }
        }
        schema
    }

    fn unsupported(&mut self, location: &Location, what: &str) {
        self.diagnostics.error(
            Code::Unsupported,
            location,
            format!("{what} is not supported yet"),
            "say the same with supported keywords, or change it with a correction",
        );
    }

    fn report_unused_settings(&mut self, settings_file: &str) {
        for (index, entry) in self.settings.constructor_members.iter().enumerate() {
            if self.used_constructor_members.contains(&index) {
                continue;
            }
            let place = Location::root(settings_file).join("constructor_members");
            self.diagnostics.error(
                Code::SettingWithoutEffect,
                &place.join(&index.to_string()),
                format!("`{}` has no optional member `{}`", entry.schema, entry.member),
                "take the entry out, or correct the place or the member",
            );
        }
    }
}
