//! The handwritten part of a generated crate, for crates that do not exist yet.

use crate::emit::{inline, inner_doc, toml};
use crate::files::Files;
use crate::generate::Generated;
use crate::ir::{AdditionalProperties, Api, SecurityKind, Shape, Type, TypeId};
use crate::names::{OTHER_MODELS, is_keyword};
use crate::render;
use crate::requirements::{TESTING_EXAMPLES, features};
use crate::source::visible;

/// The name of a new crate, and its dependency on the runtime.
#[derive(Clone, Debug, Default)]
pub struct Scaffold {
    /// Name of the package.
    pub package: String,
    /// Name of the runtime's package.
    pub runtime: String,
    /// Version of the runtime's package. Not used if there is a path.
    pub runtime_version: String,
    /// Path of the runtime's package, if it is not from the registry.
    pub runtime_path: Option<String>,
    /// Features of the runtime, which the new crate passes on.
    pub runtime_features: Vec<String>,
    /// Those that are on by default.
    pub runtime_defaults: Vec<String>,
    /// The oldest version of Rust that compiles the runtime.
    pub rust_version: String,
    /// Whether the crate is a workspace of its own, and not a member of the one that its folder is in.
    pub is_standalone: bool,
}

impl Scaffold {
    /// Returns a crate that passes on no features of the runtime, which is in a folder.
    #[must_use]
    pub fn new(package: String, runtime: String, runtime_path: String) -> Self {
        Self { package, runtime, runtime_path: Some(runtime_path), is_standalone: true, ..Self::default() }
    }
}

/// Returns the files around the generated modules: `Cargo.toml`, `src/lib.rs`, `README.md` and `.gitignore`.
#[must_use]
pub fn scaffold(generated: &Generated, scaffold: &Scaffold) -> Files {
    let mut files = Files::default();
    files.insert("Cargo.toml", manifest(generated, scaffold));
    files.insert("src/lib.rs", library(&generated.api, scaffold));
    files.insert("README.md", readme(&generated.api, scaffold));
    files.insert(".gitignore", "/target\n".to_owned());
    files
}

fn manifest(generated: &Generated, scaffold: &Scaffold) -> String {
    let Scaffold { package, runtime, runtime_features, runtime_defaults, .. } = scaffold;
    let features = features(generated);
    let default = runtime_defaults.iter().map(String::as_str).chain(features.iter().copied());
    let default: Vec<_> = default.map(toml).collect();
    let (tags, others): (Vec<_>, Vec<_>) = features.iter().partition(|feature| **feature != OTHER_MODELS);
    let list = |about: &str, features: &[&str]| {
        let lines = features.iter().map(|feature| format!("{} = []\n", key(feature)));
        if features.is_empty() { String::new() } else { format!("# {about}\n{}", lines.collect::<String>()) }
    };
    let passed_on = runtime_features.iter().map(|feature| passed_on(runtime, feature) + "\n");
    let dependency = match &scaffold.runtime_path {
        Some(path) => format!("path = {}", toml(path)),
        None => format!("version = {}", toml(&scaffold.runtime_version)),
    };
    format!(
        "[package]\nname = {}\ndescription = {}\nversion = \"0.1.0\"\nedition = \"2024\"\n{}\
         # Change these before the crate is published.\nlicense = \"MIT OR Apache-2.0\"\npublish = false\n\n\
         [package.metadata.docs.rs]\nall-features = true\nrustdoc-args = [\"--cfg\", \"docsrs\"]\n\n\
         {}\
         [features]\ndefault = [{}]\n{}{}{}# Features of the runtime.\n{}\n\
         [dependencies]\n{runtime} = {{ {dependency}, default-features = false }}\n",
        toml(package),
        toml(&about(&generated.api)),
        rust_version(scaffold),
        if scaffold.is_standalone { "[workspace]\n\n" } else { "" },
        default.join(", "),
        list("Test support: the documented example response of every operation.", &[TESTING_EXAMPLES]),
        list("One feature per tag of the API: its operations, and the models that they use.", &tags),
        list("Models that no operation uses.", &others),
        passed_on.collect::<String>(),
    )
}

fn rust_version(scaffold: &Scaffold) -> String {
    match scaffold.rust_version.as_str() {
        "" => String::new(),
        version => format!("rust-version = {}\n", toml(version)),
    }
}

/// One sentence about the crate, in Markdown.
fn about(api: &Api) -> String {
    match api.title.trim() {
        "" => "An async client.".to_owned(),
        title => format!("An async client for {}.", inline(title)),
    }
}

fn readme(api: &Api, scaffold: &Scaffold) -> String {
    let Scaffold { package, .. } = scaffold;
    let name = package.replace('-', "_");
    format!(
        "# {package}\n\n{}\n\n```rust\nuse {name}::Client;\n\nlet client = {};\n```\n\n\
         `cargo doc --no-deps --open` shows the operations of the client, in groups, and the models.\n\n\
         `src/api` and `src/models` are generated from an OpenAPI document. All other files are written once and can be edited.\n",
        about(api),
        construction(api),
    )
}

/// The expression that creates a client, with everything that it requires.
fn construction(api: &Api) -> String {
    if !api.token_variables.is_empty() {
        return "Client::from_env()?".to_owned();
    }
    let url = if api.base_url.contains("://") { "" } else { ".base_url(\"https://…\")" };
    let default = api.security.iter().flatten().next().map(Vec::as_slice).unwrap_or_default();
    let credentials = default.iter().filter_map(|index| api.schemes.get(*index));
    let credentials = credentials.map(|scheme| match &scheme.kind {
        SecurityKind::Token => ".token(\"…\")".to_owned(),
        SecurityKind::Basic => ".basic_auth(\"…\", \"…\")".to_owned(),
        SecurityKind::Header(_) | SecurityKind::Query(_) | SecurityKind::Cookie(_) => {
            format!(".api_key({:?}, \"…\")", visible(&scheme.name))
        }
        SecurityKind::Outside => String::new(),
    });
    format!("Client::builder(){url}{}.build()?", credentials.collect::<String>())
}

/// A feature that enables one of the runtime, as a line of a manifest.
#[must_use]
pub fn passed_on(runtime: &str, feature: &str) -> String {
    format!("{} = [{}]", key(feature), toml(&format!("{runtime}/{feature}")))
}

/// A key in TOML, in quotes if it needs them.
fn key(text: &str) -> String {
    let is_bare = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
    if text.chars().all(is_bare) { text.to_owned() } else { toml(text) }
}

/// Test support, which uses the documented responses if they are compiled.
const TESTING: &str = "\
/// Test support: a client and a server that reply from a script.
pub mod testing {
    pub use crate::runtime::testing::Mock;

    /// Returns a client that sends nothing, and the mock that replies to it.
    #[must_use]
    pub fn client() -> (crate::Client, Mock) {
        #[cfg(feature = \"testing-examples\")]
        let (client, mock) = crate::runtime::testing::client_for(&crate::api::SERVICE);
        #[cfg(not(feature = \"testing-examples\"))]
        let (client, mock) = crate::runtime::testing::client(&crate::api::CONFIGURATION);
        (client.into(), mock)
    }
";

/// Test support with the feature of the same name in the runtime.
const MOCK_SERVER: &str = "
    /// Starts a scripted server on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// Returns an error if no port can be bound or no thread can be started.
    #[cfg(all(feature = \"mock-server\", feature = \"testing-examples\"))]
    pub fn server() -> std::io::Result<crate::runtime::testing::MockServer> {
        crate::runtime::testing::MockServer::start(&crate::api::SERVICE)
    }
";

fn library(api: &Api, scaffold: &Scaffold) -> String {
    let runtime = scaffold.runtime.replace('-', "_");
    let mut about = vec![about(api)];
    let attribute = recursion_limit(api).map(|limit| format!("#![recursion_limit = \"{limit}\"]"));
    if let Some(attribute) = &attribute {
        about.push(String::new());
        about.push(format!(
            "The types of this API form long chains. If the compiler reports an overflow in a crate that uses them, add \
             `{attribute}` to that crate, too."
        ));
    }
    let about = render::unparse(inner_doc(&about), Vec::new());
    let has_server = scaffold.runtime_features.iter().any(|feature| feature == "mock-server");
    let server = if has_server { MOCK_SERVER } else { "" };
    let limit = attribute.map(|attribute| format!("{attribute}\n")).unwrap_or_default();
    format!(
        "{about}\n{limit}#![cfg_attr(docsrs, feature(doc_cfg))]\n\npub use {runtime} as runtime;\n\n\
         #[rustfmt::skip]\npub mod api;\n#[rustfmt::skip]\npub mod models;\n\n\
         pub use api::Client;\npub use runtime::{{Error, Page, Response, Result, Value}};\n\n\
         {TESTING}{server}}}\n"
    )
}

/// Words that cargo refuses as the name of a package.
const REFUSED: &[&str] = &["alloc", "core", "proc-macro", "proc_macro", "std", "test"];

/// The maximum length of the name of a package, which is also that of a file.
const MAX_PACKAGE: usize = 60;

/// Returns the name of the package in a folder: ASCII letters, digits, dashes and underscores, and not a keyword.
#[must_use]
pub fn package_name(folder: &str) -> String {
    let is_allowed = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
    let words = folder.split(|letter| !is_allowed(letter)).filter(|word| !word.is_empty());
    let name = words.collect::<Vec<_>>().join("-");
    let name = name.trim_matches('-');
    match &name[..name.len().min(MAX_PACKAGE)] {
        "" => "client".to_owned(),
        name if name.starts_with(|first: char| first.is_ascii_digit()) => format!("client-{name}"),
        name if REFUSED.contains(&name) || is_keyword(name) => format!("{name}-client"),
        name => name.to_owned(),
    }
}

/// The length of a chain of types that certainly stays below the compiler's default limit.
const SHORT: usize = 32;

/// How many steps the compiler may take for each type that contains another one.
const STEPS: usize = 8;

/// Returns the recursion limit that the compiler needs for an API if it is above the default, because of a long chain of
/// types each of which contains the next one.
#[must_use]
pub fn recursion_limit(api: &Api) -> Option<usize> {
    let length = deepest(api);
    (length > SHORT).then(|| (length * STEPS).next_power_of_two())
}

/// A type on the path of a walk: the types that it contains and that are still to be visited, each with the number of lists
/// and other types around it, and its depth so far.
struct Step {
    id: TypeId,
    parts: Vec<(usize, Option<TypeId>)>,
    depth: usize,
}

/// Returns the length of the longest chain of types. The walk is not recursive, because the chain may be longer than the
/// stack allows.
fn deepest(api: &Api) -> usize {
    let mut depths: Vec<Option<usize>> = vec![None; api.types.len()];
    let mut deepest = 0;
    for root in api.type_ids() {
        let mut path = Vec::new();
        if depths[root.0].is_none() {
            depths[root.0] = Some(0);
            path.push(Step { id: root, parts: contained(api, root), depth: 0 });
        }
        while let Some(step) = path.last_mut() {
            let Some((wrappers, part)) = step.parts.pop() else {
                let depth = step.depth + 1;
                depths[step.id.0] = Some(depth);
                deepest = deepest.max(depth).max(path.len());
                path.pop();
                continue;
            };
            let known = part.map_or(Some(0), |part| depths[part.0]);
            match (part, known) {
                (Some(part), None) => {
                    // Visited again when its depth is known.
                    step.parts.push((wrappers, Some(part)));
                    depths[part.0] = Some(0);
                    path.push(Step { id: part, parts: contained(api, part), depth: 0 });
                }
                (_, known) => step.depth = step.depth.max(wrappers + known.unwrap_or_default()),
            }
        }
    }
    deepest
}

/// Returns the types that a type contains, each with the number of lists and other types around it.
fn contained(api: &Api, id: TypeId) -> Vec<(usize, Option<TypeId>)> {
    let types: Vec<&Type> = match &api.definition(id).shape {
        Shape::Object(object) => {
            let others = match &object.additional {
                AdditionalProperties::Typed(others) => Some(&**others),
                AdditionalProperties::Open | AdditionalProperties::Closed => None,
            };
            object.fields.iter().map(|field| &field.r#type).chain(others).collect()
        }
        Shape::StringEnum(_) => Vec::new(),
        Shape::Union(union) => union.variants.iter().map(|variant| &variant.r#type).collect(),
    };
    let wrapped = types.into_iter().map(|r#type| {
        let wrapped = std::iter::successors(Some(r#type), |it| it.inner());
        let last = wrapped.last().unwrap_or(r#type);
        (levels(r#type), if let Type::Named(id) = last { Some(*id) } else { None })
    });
    wrapped.collect()
}

/// Returns the number of levels of an unnamed type: the lists and other types around the innermost one, or around the rules
/// for nested values. Lowering limits both.
fn levels(r#type: &Type) -> usize {
    let inside = r#type.rules().and_then(|rules| rules.inside.as_ref());
    let rules = inside.iter().flat_map(|inside| inside.types()).map(levels).max().unwrap_or_default();
    1 + rules.max(r#type.inner().map_or(0, levels))
}

#[cfg(test)]
mod tests {
    use super::package_name;

    #[test]
    fn packages_have_names_that_cargo_accepts() {
        assert_eq!(package_name("things"), "things");
        assert_eq!(package_name("things-3.0"), "things-3-0");
        assert_eq!(package_name("1things"), "client-1things");
        assert_eq!(package_name("my things (ü)"), "my-things");
        assert_eq!(package_name("用户"), "client");
        assert_eq!(package_name("fn"), "fn-client");
        assert_eq!(package_name("test"), "test-client");
        assert_eq!(package_name(&"a".repeat(300)).len(), 60);
    }
}
