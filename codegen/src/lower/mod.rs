//! From the document to the intermediate representation.
//!
//! One file per OpenAPI noun. `$ref`s are resolved, equal unnamed schemas become one type, and
//! it is decided how the options of each union are told apart. This room knows no Rust: names
//! leave it as the words of the document.

mod content;
mod declared;
mod definitions;
mod encoding;
mod extended;
mod finite;
mod fold;
mod form;
mod header;
mod lowering;
mod merge;
mod notes;
mod object;
mod operation;
mod options;
mod parameter;
mod patterns;
mod references;
mod response;
mod rules;
mod schema;
mod select;
mod sent;
mod service;
mod stale;
mod status;
mod union;
mod values;

use self::lowering::Lowering;
use self::stale::Settled;
use crate::diagnostic::Diagnostics;
use crate::document::Document;
use crate::ir::Api;
use crate::settings::Settings;

/// Lowers the whole document.
pub fn lower(
    document: &Document,
    settings: &Settings,
    settings_file: &str,
    diagnostics: &mut Diagnostics,
) -> Api {
    let mut lowering = Lowering::new(document, settings, diagnostics);
    let narrower = settings.reference_pattern.clone().filter(|pattern| {
        references::meaning(pattern) == Some(references::Meaning::Narrower)
            && patterns::compiled(pattern).is_ok()
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
    let Lowering { definitions, used_constructor_properties, diagnostics, .. } = lowering;
    let (types, mut declared) = definitions.into_parts();
    api.types = types;
    sent::read_only(&mut api);
    finite::check(&api, diagnostics);
    fold::fold(&mut api, &mut declared);
    let used_orders = select::select(&mut api, &declared, settings, diagnostics);
    let settled = Settled { api: &api, document, settings, used_constructor_properties, used_orders };
    settled.report(settings_file, diagnostics);
    api
}
