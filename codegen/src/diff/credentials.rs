//! Compares security schemes and security requirements.
//!
//! Requirements are compared by the credentials that the client must be configured with. A scheme that is renamed or
//! replaced is reported once, and not again for each requirement that refers to it.

use super::comparing::{Comparing, Context};
use super::pairs::{Pair, pairs};
use super::rule::Rule;
use crate::ir::{Security, SecurityKind, SecurityScheme};
use crate::surface::{Operation, Surface};

/// The credentials of all operations if nothing declares security.
const UNDECLARED: &str = "the token, if there is one";

const NO_CREDENTIALS: &str = "none";

impl Comparing<'_> {
    /// Compares the schemes that requirements refer to, and the default requirements.
    pub(super) fn credentials(&mut self) {
        let (old, new, context) = (self.old, self.new, Context::client());
        for (was, is) in counterparts(old, new) {
            let used = is_used(old, was) && is_used(new, is);
            let (was, is) = (&old.schemes[was], &new.schemes[is]);
            let texts = (scheme_text(was), scheme_text(is));
            if !used {
                continue;
            }
            let rule =
                if setting(was) == setting(is) { Rule::CredentialsMoved } else { Rule::CredentialsChanged };
            self.record_if_different(rule, &context, "credentials", texts);
        }
        self.requirements(&context, "credentials", (old.security.as_ref(), new.security.as_ref()));
        self.undeclared(&context);
    }

    /// Compares whether the token is sent although nothing declares security. As soon as one operation declares it, the
    /// others send no credentials.
    fn undeclared(&mut self, context: &Context) {
        let inherits = |surface: &Surface| surface.operations.iter().any(|it| it.security.is_none());
        if !inherits(self.old) || !inherits(self.new) {
            return;
        }
        let is_empty = |security: &Security| security.iter().all(Vec::is_empty);
        let (rule, texts) = match (&self.old.security, &self.new.security) {
            (None, Some(new)) if is_empty(new) => (Rule::TokenOmitted, (UNDECLARED, NO_CREDENTIALS)),
            (Some(old), None) if is_empty(old) => (Rule::TokenSent, (NO_CREDENTIALS, UNDECLARED)),
            _ => return,
        };
        let item = "operations without declared security";
        self.record(rule, context, item, texts.0.to_owned(), texts.1.to_owned());
    }

    /// Compares the security requirements of an operation. A change of the default is reported for the client.
    pub(super) fn operation_credentials(
        &mut self,
        context: &Context,
        item: &str,
        (old, new): (&Operation, &Operation),
    ) {
        if old.security.is_some() || new.security.is_some() {
            let old = old.security.as_ref().or(self.old.security.as_ref());
            let new = new.security.as_ref().or(self.new.security.as_ref());
            self.requirements(context, item, (old, new));
        }
    }

    fn requirements(
        &mut self,
        context: &Context,
        item: &str,
        (old, new): (Option<&Security>, Option<&Security>),
    ) {
        let counterparts = counterparts(self.old, self.new);
        let renamed = |scheme: usize| {
            let counterpart = counterparts.iter().find(|(was, _)| *was == scheme);
            counterpart.map_or(&self.old.schemes[scheme], |(_, is)| &self.new.schemes[*is])
        };
        let was = settings(old, renamed);
        let is = settings(new, |scheme| &self.new.schemes[scheme]);
        if was != is {
            let (before, after) = (security_text(self.old, old), security_text(self.new, new));
            self.record(Rule::CredentialsChanged, context, item, before, after);
        }
    }
}

/// Matches schemes by name, and the others by what they send.
fn counterparts(old: &Surface, new: &Surface) -> Vec<(usize, usize)> {
    let keys = |surface: &Surface| {
        let keys = surface.schemes.iter().map(|scheme| [scheme.name.clone(), sent_text(scheme)]);
        keys.collect::<Vec<_>>()
    };
    let kept = pairs(&keys(old), &keys(new)).into_iter().filter_map(|pair| match pair {
        Pair::Kept(was, is) => Some((was, is)),
        Pair::Added(_) | Pair::Removed(_) => None,
    });
    kept.collect()
}

fn is_used(surface: &Surface, scheme: usize) -> bool {
    let own = surface.operations.iter().filter_map(|operation| operation.security.as_ref());
    own.chain(&surface.security).flatten().flatten().any(|it| *it == scheme)
}

/// The settings of the client that requirements refer to, by alternative. No alternatives, and one without schemes, are
/// the same.
fn settings<'a>(
    security: Option<&Security>,
    scheme: impl Fn(usize) -> &'a SecurityScheme,
) -> Vec<Vec<String>> {
    let alternatives = security.into_iter().flatten();
    let alternatives = alternatives.map(|schemes| schemes.iter().map(|it| setting(scheme(*it))).collect());
    let alternatives: Vec<Vec<String>> = alternatives.collect();
    if alternatives.iter().all(Vec::is_empty) { Vec::new() } else { alternatives }
}

/// The setting of the client for the credentials of a scheme.
fn setting(scheme: &SecurityScheme) -> String {
    match &scheme.kind {
        SecurityKind::Token => "token".to_owned(),
        SecurityKind::Basic => "basic_auth".to_owned(),
        SecurityKind::Header(_) | SecurityKind::Query(_) | SecurityKind::Cookie(_) => {
            format!("api_key {}", scheme.name)
        }
        SecurityKind::Outside => String::new(),
    }
}

/// Describes what a scheme sends.
fn sent_text(scheme: &SecurityScheme) -> String {
    match &scheme.kind {
        SecurityKind::Token => "bearer token".to_owned(),
        SecurityKind::Basic => "user name and password".to_owned(),
        SecurityKind::Header(name) => format!("in header {name}"),
        SecurityKind::Query(name) => format!("in query parameter {name}"),
        SecurityKind::Cookie(name) => format!("in cookie {name}"),
        SecurityKind::Outside => "authentication outside the client".to_owned(),
    }
}

/// Describes a scheme, with its name if users refer to it.
fn scheme_text(scheme: &SecurityScheme) -> String {
    let sent = sent_text(scheme);
    match &scheme.kind {
        SecurityKind::Header(_) | SecurityKind::Query(_) | SecurityKind::Cookie(_) => {
            format!("API key {} {sent}", scheme.name)
        }
        SecurityKind::Token | SecurityKind::Basic | SecurityKind::Outside => sent,
    }
}

/// Describes security requirements: alternatives, each a list of schemes that are required together.
fn security_text(surface: &Surface, security: Option<&Security>) -> String {
    let scheme = |scheme: &usize| scheme_text(&surface.schemes[*scheme]);
    if security.is_none() {
        return UNDECLARED.to_owned();
    }
    let alternatives = security.into_iter().flatten().map(|schemes| match schemes.as_slice() {
        [] => NO_CREDENTIALS.to_owned(),
        schemes => schemes.iter().map(scheme).collect::<Vec<_>>().join(" with "),
    });
    let alternatives: Vec<_> = alternatives.collect();
    if alternatives.is_empty() { NO_CREDENTIALS.to_owned() } else { alternatives.join(", or ") }
}
