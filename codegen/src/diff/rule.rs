//! Compatibility rules: the effects of changes on users of the client. The reference page is generated from the same table.

use std::fmt::Write as _;

/// The effect of a change on users of the client.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Verdict {
    /// Code is not affected.
    Invisible,
    /// Existing code still compiles and works as before.
    Compatible,
    /// Existing code may no longer compile, or a call that used to succeed may be rejected or behave differently.
    Breaking,
}

impl Verdict {
    /// All verdicts, the most severe first.
    pub const ALL: [Self; 3] = [Self::Breaking, Self::Compatible, Self::Invisible];

    /// Returns the name of the verdict in lower case.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Invisible => "invisible",
            Self::Compatible => "compatible",
            Self::Breaking => "breaking",
        }
    }
}

/// Whether a comparison of the Rust interface also shows a change.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Seen {
    /// Yes: a name, a type or a signature differs.
    InTypes,
    /// No: only the behavior of the client differs.
    InBehavior,
}

macro_rules! rules {
    ($($variant:ident $code:literal $verdict:ident $seen:ident $reason:literal;)*) => {
        /// A kind of change.
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub enum Rule {
            $(#[doc = concat!("`", $code, "`: ", $reason, ".")] $variant,)*
        }

        impl Rule {
            /// All rules, in the order of the documentation.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// Returns the name of the rule, such as `field-added`.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// Returns the effect on users of the client.
            #[must_use]
            pub fn verdict(self) -> Verdict {
                match self { $(Self::$variant => Verdict::$verdict,)* }
            }

            /// Returns whether a comparison of the Rust interface also shows the change.
            #[must_use]
            pub fn seen(self) -> Seen {
                match self { $(Self::$variant => Seen::$seen,)* }
            }

            /// Returns the reason for the verdict, as Markdown.
            #[must_use]
            pub fn reason(self) -> &'static str {
                match self { $(Self::$variant => $reason,)* }
            }
        }
    };
}

rules! {
    BaseUrlChanged "base-url-changed" Compatible InBehavior "new default base URL: requests go there unless the client is configured with another one";
    CredentialsChanged "credentials-changed" Breaking InBehavior "different authentication: the client must be configured with other credentials";
    CredentialsMoved "credentials-moved" Compatible InBehavior "the API key is sent elsewhere in the request: callers are unaffected";
    TokenOmitted "token-omitted" Breaking InBehavior "the token is no longer sent: operations that declare no security send no credentials as soon as others declare some";
    TokenSent "token-sent" Compatible InBehavior "the token is sent if the client has one, because no operation declares security";
    ServerAdded "server-added" Compatible InBehavior "new server that the client can select";
    ServerRemoved "server-removed" Breaking InBehavior "removed server: a client that selects it can no longer be built";
    ServerRenamed "server-renamed" Breaking InBehavior "different URL or description: a client that selects the server by the old one can no longer be built";
    ServerDocsChanged "server-docs-changed" Invisible InBehavior "only the documentation changed";
    ServerVariableAdded "server-variable-added" Compatible InBehavior "new server variable, which has a default value";
    ServerVariableRemoved "server-variable-removed" Breaking InBehavior "removed server variable: a client that sets it can no longer be built";
    ServerVariableChanged "server-variable-changed" Compatible InBehavior "new default value: requests go to another address unless the client sets the variable";
    ServerVariableNarrowed "server-variable-narrowed" Breaking InBehavior "fewer allowed values: a client that sets a removed one can no longer be built";
    ServerVariableWidened "server-variable-widened" Compatible InBehavior "more allowed values of the server variable";
    EnvironmentAdded "environment-added" Compatible InBehavior "new environment variable that the client reads";
    EnvironmentRemoved "environment-removed" Breaking InBehavior "removed environment variable: the client no longer reads it";
    EnvironmentReordered "environment-reordered" Breaking InBehavior "different order: if several of the environment variables are set, the client reads another one";
    ReferencesNarrowed "references-narrowed" Breaking InBehavior "narrower pattern of references: requests that used to be valid are now rejected by validation";
    ReferencesWidened "references-widened" Compatible InBehavior "wider pattern of references: requests that used to be rejected are now valid";
    ClientDocsChanged "client-docs-changed" Invisible InBehavior "only the documentation changed";
    ScopeAdded "scope-added" Compatible InTypes "new method on the client";
    ScopeRemoved "scope-removed" Breaking InTypes "removed method of the client: code that calls it no longer compiles";
    ScopeMoved "scope-moved" Compatible InBehavior "the scope inserts another segment into paths: callers are unaffected";
    ScopeNarrowed "scope-narrowed" Breaking InBehavior "different path prefix: operations without it can no longer be called in the scope";
    ScopeWidened "scope-widened" Compatible InBehavior "shorter path prefix: more operations can be called in the scope";
    ScopeExcludes "scope-excludes" Breaking InBehavior "the scope no longer has the operation: a call in the scope is refused before it is sent";
    ScopeIncludes "scope-includes" Compatible InBehavior "the scope now has the operation";
    HandleAdded "handle-added" Compatible InTypes "new method of the client or of a handle; operations that move below it are listed separately";
    HandleRemoved "handle-removed" Breaking InTypes "removed method of the client or of a handle: code that calls it no longer compiles";
    HandleRenamed "handle-renamed" Breaking InTypes "renamed method or struct of the handle: code that uses the old name no longer compiles";
    HandleArgumentsChanged "handle-arguments-changed" Breaking InTypes "the method of the handle takes different arguments: code that calls it no longer compiles";
    TagAdded "tag-added" Compatible InTypes "new group of operations";
    TagRemoved "tag-removed" Breaking InTypes "removed group of operations: its method, struct and feature no longer exist";
    TagRenamed "tag-renamed" Breaking InTypes "renamed group of operations: its method, struct and feature have new names";

    OperationAdded "operation-added" Compatible InTypes "new operation";
    OperationRemoved "operation-removed" Breaking InTypes "removed operation: code that calls it no longer compiles";
    OperationRenamed "operation-renamed" Breaking InTypes "renamed or moved method: code that calls the old one no longer compiles";
    CallRenamed "call-renamed" Breaking InTypes "renamed call type: code that uses the old name no longer compiles";
    OperationIdChanged "operation-id-changed" Breaking InBehavior "different operation id: errors and mocks refer to the operation by the new one";
    RouteChanged "route-changed" Compatible InBehavior "different HTTP method or path: callers are unaffected";
    ServerChanged "server-changed" Compatible InBehavior "different server: callers are unaffected";
    ServerReplaced "server-replaced" Breaking InBehavior "different server URL: a client with a base URL of its own must override the new one";
    AcceptChanged "accept-changed" Compatible InBehavior "different `accept` header: callers are unaffected";
    OperationDeprecated "operation-deprecated" Compatible InBehavior "deprecated operation: it still works, but callers get a compiler warning";
    OperationUndeprecated "operation-undeprecated" Compatible InBehavior "no longer deprecated: callers no longer get a compiler warning";
    OperationDocsChanged "operation-docs-changed" Invisible InBehavior "only the documentation changed";

    ParameterAdded "parameter-added" Compatible InTypes "new optional parameter: a new setter on the call";
    RequiredParameterAdded "required-parameter-added" Breaking InTypes "new required parameter: the method takes one more argument";
    ParameterRemoved "parameter-removed" Breaking InTypes "removed parameter: its argument or setter no longer exists";
    ParameterRenamed "parameter-renamed" Breaking InTypes "renamed setter: code that calls the old one no longer compiles";
    ArgumentRenamed "argument-renamed" Invisible InBehavior "renamed argument: arguments are positional, so callers are unaffected";
    ParameterRequired "parameter-required" Breaking InTypes "the parameter is now required: its setter became an argument";
    ParameterOptional "parameter-optional" Breaking InTypes "the parameter is now optional: its argument became a setter";
    ArgumentsReordered "arguments-reordered" Breaking InBehavior "different order of arguments: existing calls pass values to the wrong parameters, or no longer compile";
    ParameterRetyped "parameter-retyped" Breaking InTypes "different parameter type: code that passes the old type no longer compiles";
    ParameterNarrowed "parameter-narrowed" Breaking InBehavior "narrower parameter: requests that used to be valid are now rejected by validation";
    ParameterWidened "parameter-widened" Compatible InBehavior "wider parameter: requests that used to be rejected are now valid";
    ParameterMoved "parameter-moved" Compatible InBehavior "different location, name or style in the request: callers are unaffected";
    DefaultChanged "default-changed" Compatible InBehavior "different default: requests without the parameter may have another result";
    ParameterDeprecated "parameter-deprecated" Compatible InBehavior "deprecated parameter: its setter still works, but callers get a compiler warning";
    ParameterUndeprecated "parameter-undeprecated" Compatible InBehavior "no longer deprecated: callers no longer get a compiler warning";
    ParameterDocsChanged "parameter-docs-changed" Invisible InBehavior "only the documentation changed";

    BodyAdded "body-added" Compatible InTypes "new optional body: a new setter on the call";
    RequiredBodyAdded "required-body-added" Breaking InTypes "new required body: the method takes one more argument";
    BodyRemoved "body-removed" Breaking InTypes "removed body: its argument or setter no longer exists";
    BodyRequired "body-required" Breaking InTypes "the body is now required: its setter became an argument";
    BodyOptional "body-optional" Breaking InTypes "the body is now optional: its argument became a setter";
    BodyRetyped "body-retyped" Breaking InTypes "different body type: code that passes the old type no longer compiles";
    BodyNarrowed "body-narrowed" Breaking InBehavior "narrower body: requests that used to be valid are now rejected by validation";
    BodyWidened "body-widened" Compatible InBehavior "wider body: requests that used to be rejected are now valid";
    ContentTypeAdded "content-type-added" Compatible InTypes "new content type of the body";
    ContentTypeRemoved "content-type-removed" Breaking InTypes "removed content type of the body: its method or setter no longer exists";
    ContentTypeChanged "content-type-changed" Compatible InBehavior "different content type of the body: callers are unaffected";
    ContentTypeNarrowed "content-type-narrowed" Breaking InBehavior "narrower range of content types: requests that used to be valid are now rejected by validation";
    EncodingChanged "encoding-changed" Compatible InBehavior "different serialization of the part or form field: callers are unaffected";
    BodyDocsChanged "body-docs-changed" Invisible InBehavior "only the documentation changed";
    ContentTypeRenamed "content-type-renamed" Breaking InTypes "renamed method or setter of the content type: code that calls the old one no longer compiles";
    PartAdded "part-added" Compatible InTypes "new optional part: a new setter on the body";
    RequiredPartAdded "required-part-added" Breaking InTypes "new required part: the constructor of the body takes one more argument";
    PartRemoved "part-removed" Breaking InTypes "removed part: its argument or setter no longer exists";
    PartRenamed "part-renamed" Breaking InTypes "renamed setter of the part: code that calls the old one no longer compiles";
    PartRequired "part-required" Breaking InTypes "the part is now required: its setter became an argument of the constructor";
    PartOptional "part-optional" Breaking InTypes "the part is now optional: its argument became a setter";
    PartRetyped "part-retyped" Breaking InTypes "different part type: code that passes the old type no longer compiles";
    PartsReordered "parts-reordered" Breaking InBehavior "different order of arguments of the constructor: existing calls pass values to the wrong parts, or no longer compile";

    ResponseRetyped "response-retyped" Breaking InTypes "different response type: code that uses the old type no longer compiles";
    ResponseMoved "response-moved" Invisible InBehavior "different location of the value in the response: callers are unaffected";
    ResponseStatusAdded "response-status-added" Compatible InTypes "new variant on the `#[non_exhaustive]` enum of responses";
    ResponseStatusRemoved "response-status-removed" Breaking InTypes "removed variant for the status: code that uses it no longer compiles";
    ResponseContentTypeAdded "response-content-type-added" Compatible InTypes "new content type of the response: a new method on the call";
    ResponseContentTypeChanged "response-content-type-changed" Compatible InBehavior "different content type that the method requests: callers are unaffected";
    PaginationChanged "pagination-changed" Compatible InBehavior "different fields or parameter of the pages: callers are unaffected";
    RedirectsChanged "redirects-changed" Breaking InBehavior "different redirects that are responses: the others are errors";
    ResponseDocsChanged "response-docs-changed" Invisible InBehavior "only the documentation changed";
    ResponseContentTypeRemoved "response-content-type-removed" Breaking InTypes "removed content type of the response: its method no longer exists";
    HeaderAdded "header-added" Compatible InBehavior "new response header";
    HeaderRemoved "header-removed" Breaking InBehavior "removed response header: code that reads it no longer finds it";
    HeaderRetyped "header-retyped" Breaking InBehavior "different header type: the header can no longer be parsed as the old type";
    ErrorAdded "error-added" Compatible InBehavior "newly documented error body";
    ErrorRetyped "error-retyped" Breaking InBehavior "different error body: it can no longer be parsed as the old type";

    WaiterAdded "waiter-added" Compatible InTypes "new method that waits until a process has finished";
    WaiterRemoved "waiter-removed" Breaking InTypes "removed method that waits: code that calls it no longer compiles";
    WaiterRenamed "waiter-renamed" Breaking InTypes "renamed or moved method that waits: code that calls the old one no longer compiles";
    WaiterRetyped "waiter-retyped" Breaking InTypes "the method that waits takes different arguments, or returns another type: code that calls it no longer compiles";
    WaiterOutcomeAdded "waiter-outcome-added" Compatible InBehavior "a status that did not end the wait before, because it was not listed, now does";
    WaiterOutcomeChanged "waiter-outcome-changed" Breaking InBehavior "a status has another meaning, or another property is read: waits end with another outcome, or no longer end";
    WaiterPollingChanged "waiter-polling-changed" Compatible InBehavior "the wait sends another request, or has another default interval or timeout";

    TypeAdded "type-added" Compatible InTypes "new type";
    TypeRemoved "type-removed" Breaking InTypes "removed type: code that uses it no longer compiles";
    TypeRenamed "type-renamed" Breaking InTypes "renamed type: code that uses the old name no longer compiles";
    TypeReplaced "type-replaced" Breaking InTypes "different kind of type, such as a union instead of a struct: code that uses it no longer compiles";
    TypeNowInRequests "type-now-in-requests" Compatible InBehavior "requests can now contain the type, which is then validated";
    TypeNoLongerInRequests "type-no-longer-in-requests" Invisible InBehavior "requests no longer contain the type: the changes of the operations that used it are listed separately";
    TypeNoLongerSendable "type-no-longer-sendable" Breaking InBehavior "only responses contain the type: without the feature `testing-models`, it has no constructors, setters and `validate()`";
    TypeFeatureChanged "type-feature-changed" Breaking InBehavior "operations of fewer tags use the type: it no longer exists if only the features of the others are enabled";
    TypeDocsChanged "type-docs-changed" Invisible InBehavior "only the documentation changed";

    FieldAdded "field-added" Compatible InTypes "new optional field on a `#[non_exhaustive]` struct";
    RequiredFieldAdded "required-field-added" Breaking InTypes "new required field: the constructor takes one more argument, and responses without the field are rejected";
    FieldRemoved "field-removed" Breaking InTypes "removed field: code that uses it no longer compiles";
    FieldRenamed "field-renamed" Breaking InTypes "renamed field: code that uses the old name no longer compiles";
    FieldKeyChanged "field-key-changed" Compatible InBehavior "different JSON property of the field: code that uses the field is unaffected";
    FieldDefaultChanged "field-default-changed" Compatible InBehavior "different default: the API may treat objects without the field differently";
    FieldRequired "field-required" Breaking InTypes "the field is now required: it is no longer an `Option`, and the constructor takes it as an argument";
    FieldOptional "field-optional" Breaking InTypes "the field is now optional: its type is an `Option`";
    FieldNullable "field-nullable" Breaking InTypes "the field became nullable or is no longer nullable, which changes its type";
    FieldRetyped "field-retyped" Breaking InTypes "different field type: code that uses the old type no longer compiles";
    FieldBoxed "field-boxed" Breaking InTypes "the field is now boxed or is no longer boxed, which changes its type";
    FieldNarrowed "field-narrowed" Breaking InBehavior "narrower field: requests that used to be valid are now rejected by validation";
    FieldWidened "field-widened" Compatible InBehavior "wider field: requests that used to be rejected are now valid";
    FieldLimitsChanged "field-limits-changed" Invisible InBehavior "different limits: they have no effect, because responses are not validated";
    FieldDocsChanged "field-docs-changed" Invisible InBehavior "only the documentation changed";
    ConstructorChanged "constructor-changed" Breaking InTypes "the constructor takes different arguments, or takes them in a different order";
    ConstantChanged "constant-changed" Breaking InBehavior "different constant: responses with the old value are rejected";
    AdditionalPropertiesForbidden "additional-properties-forbidden" Breaking InBehavior "no additional properties: requests that used to be valid are now rejected by validation";
    AdditionalPropertiesAllowed "additional-properties-allowed" Compatible InBehavior "additional properties: requests that used to be rejected are now valid";
    AdditionalPropertiesRetyped "additional-properties-retyped" Breaking InTypes "different type of the additional properties: code that uses the old type no longer compiles";
    ObjectNarrowed "object-narrowed" Breaking InBehavior "narrower object: requests that used to be valid are now rejected by validation";
    ObjectWidened "object-widened" Compatible InBehavior "wider object: requests that used to be rejected are now valid";

    ValueAdded "value-added" Compatible InTypes "new variant on a `#[non_exhaustive]` enum";
    ValueRemoved "value-removed" Breaking InTypes "removed variant: code that uses it no longer compiles";
    ValueRenamed "value-renamed" Breaking InTypes "renamed variant: code that uses the old name no longer compiles";
    VariantAdded "variant-added" Compatible InTypes "new variant on a `#[non_exhaustive]` enum";
    VariantRemoved "variant-removed" Breaking InTypes "removed variant: code that uses it no longer compiles";
    VariantRenamed "variant-renamed" Breaking InTypes "renamed variant: code that uses the old name no longer compiles";
    VariantRetyped "variant-retyped" Breaking InTypes "different type of the variant: code that uses the old type no longer compiles";
    VariantBoxed "variant-boxed" Breaking InTypes "the value of the variant is now boxed or is no longer boxed, which changes its type";
    VariantNarrowed "variant-narrowed" Breaking InBehavior "narrower variant: requests that used to be valid are now rejected by validation";
    VariantWidened "variant-widened" Compatible InBehavior "wider variant: requests that used to be rejected are now valid";
    SelectionChanged "selection-changed" Breaking InBehavior "different variant selection: a value may be parsed as a different variant than before";
}

/// Returns the table as a Markdown page.
#[must_use]
pub fn page() -> String {
    let mut page = "# Compatibility rules\n\n\
        `faithful diff` compares the public surface of the client before and after an edit of the spec, and \
        classifies each change with one of these rules. A breaking change requires a new minor version before 1.0 and a \
        new major version from 1.0 on. A compatible change requires a new patch version before 1.0 and a new minor version \
        from 1.0 on. An invisible change requires a new patch version.\n\n\
        The last column is `types` if a comparison of the Rust interface also shows the change, and `behavior` if not. \
        Each rule has a test in `tests/changes`, and for the rules marked `types`, a test compares the verdict with the \
        actual difference of the Rust interface.\n\n\
        | rule | verdict | reason | visible in |\n|---|---|---|---|\n"
        .to_owned();
    for rule in Rule::ALL {
        let seen = match rule.seen() {
            Seen::InTypes => "types",
            Seen::InBehavior => "behavior",
        };
        // Writing to a string does not fail.
        _ = writeln!(
            page,
            "| `{}` | {} | {} | {seen} |",
            rule.as_str(),
            rule.verdict().as_str(),
            rule.reason()
        );
    }
    page
}
