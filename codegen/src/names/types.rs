//! Names of types: those that the document names, those of bodies and responses, and those of nested schemas.

use std::collections::HashMap;

use super::case::{Case, Words};
use super::name::{NameKey, identifier};
use super::naming::Naming;
use super::places::{Place, Segment, Shared};
use super::reserved::RESERVED_TYPES;
use super::scope::{Rank, Request, Scope};
use super::shortest::{self, Path};
use super::splitter::WordSplitter;
use crate::ir::{Origin, Step, TypeDefinition, TypeId};
use crate::lock::{Previous, own_name};

/// The best place of a type, and what equally good places have in common.
struct Best<'a> {
    place: Place<'a>,
    shared: Shared,
    /// The operations that it is equally good for, and the steps to their bodies, responses or the like.
    peers: Vec<Option<(&'a str, &'a [Step])>>,
}

/// The methods and paths of operations by id.
type Routes<'a> = HashMap<&'a str, (&'a str, &'a str)>;

/// How a type is named.
enum How<'a> {
    Request(Request<'a, NameKey>),
    Nested(Best<'a>),
}

impl<'a> Naming<'a> {
    pub(super) fn types(&mut self) {
        let api = self.api;
        let operations = api.operations.iter();
        let routes: Routes<'a> =
            operations.map(|it| (it.id.as_str(), (it.method, it.path.as_str()))).collect();
        let mut scope = Scope::new(RESERVED_TYPES, "Model");
        let mut requests = Vec::new();
        let mut nested = Vec::new();
        for id in api.type_ids() {
            match self.request_type(id, &routes) {
                How::Request(request) => requests.push(request),
                How::Nested(best) => nested.push((id, best)),
            }
        }
        self.assign(&mut scope, requests);
        nested.sort_by(|(_, one), (_, other)| one.place.origin().compare(other.place.origin()));
        let direct = self.direct();
        let paths = nested.into_iter().map(|(id, best)| self.path(id, &best, &direct)).collect();
        shortest::assign(paths, &mut scope, |id, text, place, scope| {
            self.names.names.insert(NameKey::Type(id), identifier(&text));
            scope.occupy(&text, &place);
        });
    }

    /// Returns the types of bodies, responses and the like.
    fn direct(&self) -> HashMap<(&'a str, &'a [Step]), TypeId> {
        let mut direct = HashMap::new();
        for id in self.api.type_ids() {
            for origin in &self.api.definition(id).origins {
                let is_direct =
                    |step: &Step| !matches!(step, Step::Property(_) | Step::Option(_) | Step::Position(_));
                if origin.path.first().is_some_and(Step::is_role) && origin.path.iter().all(is_direct) {
                    direct.insert((origin.name.as_str(), origin.path.as_slice()), id);
                }
            }
        }
        direct
    }

    fn request_type(&mut self, id: TypeId, routes: &Routes<'a>) -> How<'a> {
        let definition = self.api.definition(id);
        let place = definition.location.clone();
        let key = NameKey::Type(id);
        let set = self.overrides.at(&place, &definition.elsewhere);
        if let Some(set) = set.filter(|set| !set.is_pattern) {
            let name = self.split(set.name).write(Case::Pascal);
            return How::Request(Request::new(key, name, Rank::Set, place));
        }
        let locked = self.previous[id.0].as_ref().filter(|previous| previous.is_locked);
        if let Some(set) = set {
            return How::Request(self.request_matched(id, &self.split(set.name), locked));
        }
        if let Some(locked) = locked {
            return How::Request(Request::new(key, locked.name.clone(), Rank::Locked, place));
        }
        if let Some(name) = own_name(self.api, definition)
            && self.split(name).write(Case::Pascal) == name
        {
            return How::Request(Request::new(key, name.to_owned(), Rank::Own, place));
        }
        let (origin, splitter) = (&definition.origin, self.splitter);
        let file = &definition.location.file;
        if origin.path.is_empty() && origin.within.is_none() {
            let shortest = splitter.split(&origin.name).write(Case::Pascal);
            let longer = move || {
                let in_file = in_file(file, &splitter.split(&origin.name), splitter);
                splitter
                    .spelled(&origin.name)
                    .into_iter()
                    .chain([in_file])
                    .map(|words| words.write(Case::Pascal))
            };
            return How::Request(Request::new(key, shortest, Rank::Named, place).or(longer));
        }
        let best = best(&definition.origins, routes, splitter);
        if !best.place.is_direct() {
            return How::Nested(best);
        }
        let names = best.place.direct_names(&best.shared, splitter);
        let last = names.last().map(|last| in_file(file, last, splitter));
        let names: Vec<String> =
            names.into_iter().chain(last).map(|words| words.write(Case::Pascal)).collect();
        let rank = Rank::Direct(best.place.rank(best.shared.common.is_some()));
        let mut names = names.into_iter();
        How::Request(Request::new(key, names.next().unwrap_or_default(), rank, place).or(|| names))
    }

    /// Requests a name from a pattern, which may match several types: those that cannot have it get the name of what
    /// contains them as a prefix. The name in the lock file is kept if it is one of these.
    fn request_matched(&self, id: TypeId, words: &Words, locked: Option<&Previous>) -> Request<'a, NameKey> {
        let TypeDefinition { origin, location, .. } = self.api.definition(id);
        let shortest = words.write(Case::Pascal);
        let longer = self.split(&origin.name).join(words).write(Case::Pascal);
        let is_from = |locked: &Previous, name: &str| {
            let number = locked.name.strip_prefix(name);
            number.is_some_and(|number| number.chars().all(|digit| digit.is_ascii_digit() || digit == '_'))
        };
        let locked = locked.filter(|locked| is_from(locked, &shortest) || is_from(locked, &longer));
        let (rank, shortest) = match locked {
            Some(locked) => (Rank::Locked, locked.name.clone()),
            None => (Rank::Matched, shortest),
        };
        Request::new(NameKey::Type(id), shortest, rank, location.clone()).or(|| [longer])
    }

    /// Returns the path of a nested type, which starts with the name of the body, response or the like that contains it.
    fn path(
        &self,
        id: TypeId,
        best: &Best<'a>,
        direct: &HashMap<(&'a str, &'a [Step]), TypeId>,
    ) -> Path<TypeId> {
        let (splitter, place) = (self.splitter, &best.place);
        let (root, long_root) = place.root_names(&best.shared, splitter);
        let roots =
            best.peers.iter().map(|peer| self.names.names.get(&NameKey::Type(*direct.get(peer.as_ref()?)?)));
        let mut roots: Vec<_> = roots.collect();
        roots.dedup();
        let root = match roots.as_slice() {
            [Some(only)] => splitter.split(only.text()),
            _ => root,
        };
        let with_root = |root: &Words, rest: &[Segment]| {
            rest.iter().fold(root.clone(), |words, next| words.join(&next.words))
        };
        let rest = &place.segments;
        let long = with_root(&long_root, rest);
        let mut longer = vec![long.clone()];
        if let Some(Step::Property(key) | Step::Parameter(key)) = place.origin().path.last() {
            let start = with_root(&long_root, &rest[..rest.len().saturating_sub(1)]);
            longer.extend(splitter.spelled(key).map(|leaf| start.clone().join(&leaf)));
        }
        let location = self.api.definition(id).location.clone();
        longer.push(in_file(&location.file, &long, splitter));
        let segments = std::iter::once(Segment::strong(root)).chain(rest.iter().cloned()).collect();
        Path { key: id, segments, longer, place: location }
    }
}

/// Returns the best place of a type that the document does not name.
fn best<'a>(origins: &'a [Origin], routes: &Routes<'a>, splitter: &WordSplitter<'_>) -> Best<'a> {
    let route = |id: &str| routes.get(id).copied();
    // A reference to a nested schema does not make it a component.
    let is_named = |origin: &&Origin| origin.path.is_empty() && origin.within.is_none();
    let nested = origins.iter().filter(|origin| !is_named(origin));
    let mut places: Vec<Place<'a>> = nested.map(|origin| Place::new(origin, &route, splitter)).collect();
    if places.is_empty() {
        places.extend(origins.iter().map(|origin| Place::new(origin, &route, splitter)));
    }
    places.sort_by(Place::compare);
    let mut place = places[0].clone();
    let peers = places.iter().filter(|other| place.is_peer(other)).map(Place::direct_origin).collect();
    let shared = place.shared(&places);
    if let Some(leaf) = place.common_leaf(&places) {
        place.segments.pop();
        place.segments.push(leaf);
    }
    Best { place, shared, peers }
}

/// Returns a name prefixed by that of its file.
fn in_file(file: &str, words: &Words, splitter: &WordSplitter<'_>) -> Words {
    let stem = file.rsplit('/').next().unwrap_or_default();
    let stem = stem.split('.').next().unwrap_or_default();
    splitter.split(stem).join(words)
}
