//! Names of handles: methods, structs, parameters and groups.
//!
//! A handle is named by the settings alone, so its names need no lock file. The names of its groups are those of the tags.

use std::collections::{BTreeSet, HashMap};

use super::case::Case;
use super::methods::{Route, own_name};
use super::name::{NameKey, identifier};
use super::naming::Naming;
use super::reserved::{RESERVED_BOUND, RESERVED_CLIENT, RESERVED_HANDLES, RESERVED_METHODS};
use super::scope::{Rank, Request, Scope};
use crate::diagnostic::Code;
use crate::source::Location;

const HELP: &str = "give the handle another name";

/// The methods of which operations belong to one struct: the operations of a tag (`None, tag`), those of a tag below a handle
/// (`handle, tag`), or those that a handle has itself (`handle, None`).
pub(super) type Group = (Option<usize>, Option<usize>);

/// The names of the methods of each struct with operations.
pub(super) struct Methods {
    groups: Vec<Group>,
    scopes: HashMap<Group, Scope>,
    /// The words that lead to the operations of each tag.
    pub routes: Vec<Route>,
}

impl Methods {
    pub fn new(naming: &Naming<'_>) -> Self {
        let api = naming.api;
        let groups: Vec<_> = (0..api.operations.len()).map(|operation| naming.group_of(operation)).collect();
        let handles = (0..api.handles.len()).map(|handle| (Some(handle), None));
        let all = groups.iter().copied().chain(handles);
        let scopes = all.map(|group| (group, Scope::new(RESERVED_METHODS, "_call"))).collect();
        let mut names = vec![Vec::new(); api.tags.len()];
        for operation in &api.operations {
            names[operation.tag].push(naming.split(own_name(operation)));
        }
        let routes = api.tags.iter().zip(&names);
        let routes = routes.map(|(tag, names)| Route::of_tag(&tag.name, naming.split(&tag.name), names));
        let mut methods = Self { groups, scopes, routes: routes.collect() };
        for (index, handle) in api.handles.iter().enumerate() {
            let Some(parent) = handle.parent else { continue };
            let name = naming.names.get(NameKey::Handle(index)).text();
            methods.of_handle(parent).occupy(name, &Location::root("settings"));
        }
        methods
    }

    /// The structs with operations, in a fixed order.
    pub fn groups(&self) -> BTreeSet<Group> {
        self.groups.iter().copied().collect()
    }

    /// The struct that an operation belongs to.
    pub fn group(&self, operation: usize) -> Group {
        self.groups[operation]
    }

    /// The operations of a struct.
    pub fn operations(&self, group: Group) -> Vec<usize> {
        (0..self.groups.len()).filter(|operation| self.groups[*operation] == group).collect()
    }

    /// The struct that has the method of an operation.
    pub fn of(&mut self, operation: usize) -> &mut Scope {
        self.of_group(self.groups[operation])
    }

    fn of_handle(&mut self, handle: usize) -> &mut Scope {
        self.of_group((Some(handle), None))
    }

    pub fn of_group(&mut self, group: Group) -> &mut Scope {
        self.scopes.entry(group).or_default()
    }
}

impl Naming<'_> {
    /// Names the methods of handles that return their groups. Operations in the lock file take precedence.
    pub(super) fn accessors(&mut self, methods: &mut Methods) {
        for (handle, tag) in self.handle_groups() {
            let text = self.names.get(NameKey::TagModule(tag)).text().to_owned();
            let key = NameKey::HandleAccessor(handle, tag);
            self.claim(methods.of_handle(handle), key, &text, &Location::root("settings"));
        }
    }

    /// Names the structs of handles, and their parameters.
    pub(super) fn handle_types(&mut self) {
        let api = self.api;
        let mut requests = Vec::new();
        for (index, handle) in api.handles.iter().enumerate() {
            let words = self.split(&handle.name);
            let chain = api.handle_chain(index);
            let names = chain.iter().map(|handle| self.split(&api.handles[*handle].name));
            let longest = names.reduce(|all, words| all.join(&words)).unwrap_or_default();
            let [shortest, longer] = [words, longest].map(|words| {
                let text = words.write(Case::Pascal);
                // Modules have the same namespace, and names in scripts without cases may be equal.
                if text == words.write(Case::Snake) { format!("{text}Handle") } else { text }
            });
            let (key, place) = (NameKey::HandleType(index), Location::root("settings"));
            requests.push(Request::new(key, shortest, Rank::Named, place).or(|| [longer]));
        }
        self.assign(&mut Scope::new(RESERVED_HANDLES, "Handle"), requests);
        // Handles come after those above them, whose parameters they have as well.
        let mut outermost: Vec<_> = (0..api.handles.len()).collect();
        outermost.sort_by_key(|index| api.handle_chain(*index).len());
        for index in outermost {
            self.bound_parameters(index);
        }
    }

    /// Names the methods that return handles, and reports those whose name is taken.
    pub(super) fn handles(&mut self, settings_file: &str) {
        let list = Location::root(settings_file).join("handles");
        for (index, handle) in self.api.handles.iter().enumerate() {
            let method = self.split(&handle.name).write(Case::Snake);
            if let Some(other) = self.taken_by(index, &method) {
                let message = format!("handle `{}` has the same name as {other}", handle.name);
                self.diagnostics.error(Code::NameCollision, &list.join(&index.to_string()), message, HELP);
            }
            self.names.names.insert(NameKey::Handle(index), identifier(&method));
        }
    }

    /// Names the parameters of a handle. They differ from those of the handles above it, because examples have both.
    fn bound_parameters(&mut self, index: usize) {
        let (api, place) = (self.api, &Location::root("settings"));
        let mut fields = Scope::new(RESERVED_BOUND, "_parameter");
        for (handle, parameter) in api.bound_parameters(index) {
            let key = NameKey::HandleParameter(handle, parameter);
            if handle == index {
                let text = self.split(&api.handles[handle].parameters[parameter].name).write(Case::Snake);
                self.claim(&mut fields, key, &text, place);
            } else {
                fields.occupy(self.names.get(key).text(), place);
            }
        }
    }

    /// Describes the item that has the same name as a handle in the struct that the handle is a method of.
    fn taken_by(&self, index: usize, method: &str) -> Option<String> {
        let api = self.api;
        let handle = &api.handles[index];
        let mut earlier = api.handles[..index].iter();
        if let Some(other) = earlier.find(|other| {
            other.parent == handle.parent && self.split(&other.name).write(Case::Snake) == method
        }) {
            return Some(format!("the handle of `{}`", other.path));
        }
        let mut tags = api.tags.iter().enumerate();
        let tag = tags.find(|(tag, _)| {
            let is_equal = self.names.get(NameKey::TagModule(*tag)).text() == method;
            is_equal && self.has_group((handle.parent, Some(*tag)))
        });
        if let Some((_, tag)) = tag {
            return Some(format!("the group of the tag `{}`", tag.name));
        }
        let reserved = if handle.parent.is_some() { RESERVED_METHODS } else { RESERVED_CLIENT };
        if reserved.contains(&method) {
            let of = if handle.parent.is_some() { "handle" } else { "client" };
            return Some(format!("the method `{method}` of every {of}"));
        }
        let mut scopes = api.scopes.iter().enumerate().filter(|_| handle.parent.is_none());
        let scope = scopes.find(|(scope, _)| self.names.get(NameKey::Scope(*scope)).text() == method);
        scope.map(|(_, scope)| format!("the scope `{}`", scope.name))
    }

    /// Returns the struct that has the method of an operation.
    pub(super) fn group_of(&self, operation: usize) -> Group {
        let operation = &self.api.operations[operation];
        let tag = Some(operation.tag);
        let Some(handle) = operation.handle else { return (None, tag) };
        let words = self.split(&self.api.tags[operation.tag].name);
        let mut chain = self.api.handle_chain(handle).into_iter();
        let is_own = chain.any(|handle| self.split(&self.api.handles[handle].name).is_number_of(&words));
        (Some(handle), tag.filter(|_| !is_own))
    }

    fn has_group(&self, group: Group) -> bool {
        (0..self.api.operations.len()).any(|operation| self.group_of(operation) == group)
    }

    /// Returns the groups below handles, in the order of handles and tags.
    pub(super) fn handle_groups(&self) -> Vec<(usize, usize)> {
        let groups = (0..self.api.operations.len()).map(|operation| self.group_of(operation));
        let groups = groups.filter_map(|(handle, tag)| Some((handle?, tag?)));
        let groups: BTreeSet<_> = groups.collect();
        groups.into_iter().collect()
    }

    /// Names the structs of the groups below handles: those of tags in the lock file, or of the others. They are in the same
    /// namespace as those of the tags.
    pub(super) fn handle_tags(&mut self, types: &mut Scope, is_locked: bool, place: &Location) {
        for (handle, tag) in self.handle_groups() {
            if self.lock.tags.contains_key(&self.api.tags[tag].name) != is_locked {
                continue;
            }
            let of_handle = self.names.get(NameKey::HandleType(handle)).text();
            let mut text = format!("{of_handle}{}", self.names.get(NameKey::Tag(tag)).text());
            if self.is_type_of_calls(tag, &text) {
                text.push_str("Calls");
            }
            self.claim(types, NameKey::HandleTag(handle, tag), &text, place);
        }
    }
}
