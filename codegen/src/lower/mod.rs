//! From the document to the intermediate representation.
//!
//! One file per OpenAPI noun. `$ref`s are resolved, equal unnamed schemas become one type, and
//! it is decided how the options of each union are told apart. This room knows no Rust: names
//! leave it as the words of the document.

mod answer;
mod content;
mod decide;
mod encoding;
mod extended;
mod finite;
mod fold;
mod form;
mod header;
mod merge;
mod notes;
mod object;
mod operation;
mod options;
mod parameter;
mod references;
mod rules;
mod schema;
mod sent;
mod service;
mod stale;
mod status;
mod union;

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;

use crate::diagnostic::{Code, Diagnostics};
use crate::document::{Document, Schema};
use crate::ir::{Api, Origin, Shape, Type, TypeDefinition, TypeId};
use crate::settings::Settings;
use crate::source::Location;

use self::stale::Settled;

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
        folded_places: HashSet::new(),
        discriminators: HashMap::new(),
        merging: Vec::new(),
        wholes: HashMap::new(),
        unfolding: 0,
        patterns: HashMap::new(),
        around: Vec::new(),
        open: Vec::new(),
        made: 0,
        used_constructor_members: Vec::new(),
    };
    let narrower = settings.reference_pattern.clone().filter(|pattern| {
        references::meaning(pattern) == Some(references::Meaning::Narrower)
            && rules::compiled(pattern).is_ok()
    });
    let mut api = Api {
        title: document.title.clone(),
        description: document.description.clone(),
        base_url: document.servers.first().map(|server| server.url.clone()).unwrap_or_default(),
        servers: service::servers(document),
        schemes: service::schemes(document),
        security: lowering.security(),
        tags: operation::tags(document),
        operations: Vec::new(),
        types: Vec::new(),
        scopes: operation::scopes(settings),
        token_variables: settings.environment.token.clone(),
        reference_pattern: narrower,
        base_url_variables: settings.environment.base_url.clone(),
    };
    api.operations = lowering.operations(&api.tags);
    let Lowering { definitions, mut discriminators, used_constructor_members, diagnostics, .. } = lowering;
    api.types = definitions.into_iter().flatten().collect();
    sent::read_only(&mut api);
    finite::check(&api, diagnostics);
    fold::fold(&mut api, &mut discriminators);
    let used_orders = decide::decide(&mut api, &discriminators, settings, diagnostics);
    let settled = Settled { api: &api, document, settings, used_constructor_members, used_orders };
    settled.report(settings_file, diagnostics);
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
    /// Unnamed types by what they consist of, and by how they are told apart if they are unions.
    folded: IndexMap<(Shape, Option<Declared>), TypeId>,
    /// The places of unnamed schemas whose type was there already.
    folded_places: HashSet<Location>,
    /// The discriminators that are declared, by the place of their unions.
    discriminators: HashMap<Location, Declared>,
    /// The patterns that were met, and whether they compile.
    patterns: HashMap<String, bool>,
    /// The targets of references that are being followed to merge parts.
    merging: Vec<Location>,
    /// What targets are with their parts merged in.
    wholes: HashMap<Location, Schema>,
    /// How many schemas stand around the one that is lowered, up to the last `$ref`.
    unfolding: usize,
    /// The unnamed definitions that stand around what is lowered: their places, and what they are called
    /// after.
    around: Vec<(Location, Origin)>,
    /// Definitions that are made of parts and being lowered, with their ids if they lead back to
    /// themselves.
    open: Vec<(Vec<Location>, Option<TypeId>)>,
    /// How many of them there were.
    made: usize,
    used_constructor_members: Vec<usize>,
}

/// What a discriminator says, wherever it stands.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
struct Declared {
    /// The member that tells.
    property: String,
    /// Its values and what they stand for, as far as they are given.
    mapping: Vec<(String, Option<Type>)>,
    /// What all other values stand for, and objects without the member.
    other: Option<Type>,
}

#[derive(Clone, Debug)]
enum Target {
    /// Not a definition, and not finished: a reference to it from inside itself has no end.
    Open,
    Done(Box<Type>),
}

impl Lowering<'_> {
    fn reserve(&mut self) -> TypeId {
        self.definitions.push(None);
        TypeId(self.definitions.len() - 1)
    }

    /// Adds an unnamed definition, or finds the equal one that is there.
    fn fold(&mut self, definition: TypeDefinition) -> TypeId {
        let discriminator = self.discriminators.get(&definition.location);
        let key = (definition.shape.clone(), discriminator.cloned());
        if let Some(id) = self.folded.get(&key) {
            if let Some(Some(known)) = self.definitions.get_mut(id.0) {
                // The same place may be met more than once: as a part of several schemas, and by a `$ref`.
                let is_new =
                    known.location != definition.location && self.folded_places.insert(definition.location);
                known.places += usize::from(is_new);
            }
            return *id;
        }
        let id = self.reserve();
        self.folded.insert(key, id);
        self.definitions[id.0] = Some(definition);
        id
    }

    fn unsupported(&mut self, location: &Location, what: &str) {
        self.diagnostics.error(
            Code::Unsupported,
            location,
            format!("{what} is not supported yet"),
            "say the same with supported keywords, or change it with a correction",
        );
    }
}
