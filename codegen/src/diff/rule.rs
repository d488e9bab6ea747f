//! What a change means to those who use the client: one table, from which the page in the documentation is made.

use std::fmt::Write as _;

/// What a change asks of those who use the client.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Verdict {
    /// Nothing that code can notice.
    Invisible,
    /// Code that compiles goes on to compile and to do what it did.
    Compatible,
    /// Code may not compile any more, or a call that worked may be refused or mean something else.
    Breaking,
}

impl Verdict {
    /// All verdicts, the gravest first.
    pub const ALL: [Self; 3] = [Self::Breaking, Self::Compatible, Self::Invisible];

    /// The word that is printed.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Invisible => "invisible",
            Self::Compatible => "compatible",
            Self::Breaking => "breaking",
        }
    }
}

/// Who can see a change besides this comparison.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Seen {
    /// A comparison of the Rust interface: a name, a type or a signature differs.
    InTypes,
    /// Nobody: what differs is what the client does.
    InBehaviour,
}

macro_rules! rules {
    ($($variant:ident $code:literal $verdict:ident $seen:ident $reason:literal;)*) => {
        /// A kind of change.
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub enum Rule {
            $(#[doc = concat!("`", $code, "`: ", $reason, ".")] $variant,)*
        }

        impl Rule {
            /// All kinds of change, in the order of the documentation.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The name that is printed.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// What it asks of those who use the client.
            #[must_use]
            pub fn verdict(self) -> Verdict {
                match self { $(Self::$variant => Verdict::$verdict,)* }
            }

            /// Who else can see it.
            #[must_use]
            pub fn seen(self) -> Seen {
                match self { $(Self::$variant => Seen::$seen,)* }
            }

            /// Why the verdict is what it is.
            #[must_use]
            pub fn reason(self) -> &'static str {
                match self { $(Self::$variant => $reason,)* }
            }
        }
    };
}

rules! {
    AddressChanged "address-changed" Compatible InBehaviour "requests go to another address unless one is set";
    CredentialsChanged "credentials-changed" Breaking InBehaviour "what proves who calls must be given to the client in another way";
    ScopeAdded "scope-added" Compatible InTypes "there is one more method on the client";
    ScopeRemoved "scope-removed" Breaking InTypes "the method of the client is gone";
    TagAdded "tag-added" Compatible InTypes "there is one more group of calls";
    TagRemoved "tag-removed" Breaking InTypes "the group of calls is gone, and its feature with it";
    TagRenamed "tag-renamed" Breaking InTypes "the method, the struct and the feature of the group have another name";

    OperationAdded "operation-added" Compatible InTypes "there is one more call";
    OperationRemoved "operation-removed" Breaking InTypes "the call is gone";
    OperationRenamed "operation-renamed" Breaking InTypes "the method that starts the call has another name or stands elsewhere";
    CallRenamed "call-renamed" Breaking InTypes "the type of the call has another name";
    RouteChanged "route-changed" Compatible InBehaviour "the request goes elsewhere; code that makes it stays as it is";
    ServerChanged "server-changed" Compatible InBehaviour "the call goes to another server; code that makes it stays as it is";
    OperationDeprecated "operation-deprecated" Compatible InBehaviour "the call still works, and the documentation advises against it";
    OperationRestored "operation-restored" Compatible InBehaviour "the documentation advises against the call no longer";
    OperationDescribed "operation-described" Invisible InBehaviour "only the documentation differs";

    ParameterAdded "parameter-added" Compatible InTypes "there is one more setter on the call";
    RequiredParameterAdded "required-parameter-added" Breaking InTypes "the method asks for one more argument";
    ParameterRemoved "parameter-removed" Breaking InTypes "the argument or the setter is gone";
    ParameterRenamed "parameter-renamed" Breaking InTypes "the setter has another name";
    ArgumentRenamed "argument-renamed" Invisible InBehaviour "an argument is given by its place, not by its name";
    ParameterRequired "parameter-required" Breaking InTypes "the setter became an argument";
    ParameterOptional "parameter-optional" Breaking InTypes "the argument became a setter";
    ArgumentsReordered "arguments-reordered" Breaking InBehaviour "arguments are given by their place, which is another one now";
    ParameterRetyped "parameter-retyped" Breaking InTypes "the argument or the setter takes another type";
    ParameterNarrowed "parameter-narrowed" Breaking InBehaviour "values that were sent are refused before they are sent";
    ParameterLoosened "parameter-loosened" Compatible InBehaviour "values that were refused are sent";
    ParameterMoved "parameter-moved" Compatible InBehaviour "the value travels or is written in another way; code that gives it stays as it is";
    ParameterDescribed "parameter-described" Invisible InBehaviour "only the documentation differs";

    BodyAdded "body-added" Compatible InTypes "there is a setter for a body";
    RequiredBodyAdded "required-body-added" Breaking InTypes "the method asks for a body";
    BodyRemoved "body-removed" Breaking InTypes "the argument or the setter for the body is gone";
    BodyRequired "body-required" Breaking InTypes "the setter for the body became an argument";
    BodyOptional "body-optional" Breaking InTypes "the argument for the body became a setter";
    BodyRetyped "body-retyped" Breaking InTypes "the body has another type";
    BodyNarrowed "body-narrowed" Breaking InBehaviour "bodies that were sent are refused before they are sent";
    BodyLoosened "body-loosened" Compatible InBehaviour "bodies that were refused are sent";
    ContentTypeAdded "content-type-added" Compatible InTypes "the body can be sent in one more content type";
    ContentTypeRemoved "content-type-removed" Breaking InTypes "the method or setter for this content type is gone";
    ContentTypeChanged "content-type-changed" Compatible InBehaviour "the body is sent in another content type; code that gives it stays as it is";
    ContentTypeRenamed "content-type-renamed" Breaking InTypes "the method or setter for this content type has another name";
    PartAdded "part-added" Compatible InTypes "there is one more setter on the body";
    RequiredPartAdded "required-part-added" Breaking InTypes "the constructor of the body asks for one more part";
    PartRemoved "part-removed" Breaking InTypes "the argument or the setter for the part is gone";
    PartRenamed "part-renamed" Breaking InTypes "the setter for the part has another name";
    PartRequired "part-required" Breaking InTypes "the setter for the part became an argument of the constructor";
    PartOptional "part-optional" Breaking InTypes "the argument for the part became a setter";
    PartRetyped "part-retyped" Breaking InTypes "the part takes another type";

    ResponseRetyped "response-retyped" Breaking InTypes "the call gives another type";
    ResponseMoved "response-moved" Invisible InBehaviour "the value stands elsewhere in the answer, where the client finds it";
    ResponseStatusAdded "response-status-added" Compatible InTypes "the answers of the call have one more variant, which an open enum may get";
    ResponseStatusRemoved "response-status-removed" Breaking InTypes "the variant for this status is gone";
    ResponseContentTypeAdded "response-content-type-added" Compatible InTypes "the call can ask for one more content type";
    ResponseContentTypeRemoved "response-content-type-removed" Breaking InTypes "the method that asks for this content type is gone";
    HeaderAdded "header-added" Compatible InBehaviour "an answer has one more header that can be read";
    HeaderRemoved "header-removed" Breaking InBehaviour "code that reads the header finds none";
    HeaderRetyped "header-retyped" Breaking InBehaviour "the header must be read as another type";
    ErrorRetyped "error-retyped" Breaking InBehaviour "the body of an error is read as another type";

    TypeAdded "type-added" Compatible InTypes "there is one more type";
    TypeRemoved "type-removed" Breaking InTypes "the type is gone";
    TypeRenamed "type-renamed" Breaking InTypes "the type has another name";
    TypeReplaced "type-replaced" Breaking InTypes "the type is of another kind: struct, enum of strings, enum of types";
    TypeNowSent "type-now-sent" Compatible InBehaviour "what only came back can be sent too, and is checked then";
    TypeUnsent "type-unsent" Invisible InBehaviour "no call takes it any more, and each that did says so itself";
    TypeDescribed "type-described" Invisible InBehaviour "only the documentation differs";

    FieldAdded "field-added" Compatible InTypes "there is one more field, which a struct that is not exhaustive may get";
    RequiredFieldAdded "required-field-added" Breaking InTypes "the constructor asks for one more member, and an answer without it is refused";
    FieldRemoved "field-removed" Breaking InTypes "the field is gone";
    FieldRenamed "field-renamed" Breaking InTypes "the field has another name";
    FieldKeyChanged "field-key-changed" Compatible InBehaviour "the field stands for another member; code that uses it stays as it is";
    FieldRequired "field-required" Breaking InTypes "the field is no longer an option, and the constructor asks for it";
    FieldOptional "field-optional" Breaking InTypes "the field is an option";
    FieldNullable "field-nullable" Breaking InTypes "the field may or may no longer be null, which its type tells";
    FieldRetyped "field-retyped" Breaking InTypes "the field has another type";
    FieldBoxed "field-boxed" Breaking InTypes "the field stands in a box, or no longer does";
    FieldNarrowed "field-narrowed" Breaking InBehaviour "values that were sent are refused before they are sent";
    FieldLoosened "field-loosened" Compatible InBehaviour "values that were refused are sent";
    FieldLimited "field-limited" Invisible InBehaviour "what is only received is not held to limits";
    FieldDescribed "field-described" Invisible InBehaviour "only the documentation differs";
    ConstructorChanged "constructor-changed" Breaking InTypes "the constructor takes other arguments, or in another order";
    ConstantChanged "constant-changed" Breaking InBehaviour "the member always holds another string, and an answer with the old one is refused";
    AdditionalPropertiesRefused "additional-properties-refused" Breaking InBehaviour "members that are not listed are refused before they are sent";
    AdditionalPropertiesAllowed "additional-properties-allowed" Compatible InBehaviour "members that are not listed are sent";
    AdditionalPropertiesRetyped "additional-properties-retyped" Breaking InTypes "members that are not listed have another type";
    ObjectNarrowed "object-narrowed" Breaking InBehaviour "objects that were sent are refused before they are sent";
    ObjectLoosened "object-loosened" Compatible InBehaviour "objects that were refused are sent";

    ValueAdded "value-added" Compatible InTypes "there is one more variant, which an open enum may get";
    ValueRemoved "value-removed" Breaking InTypes "the variant is gone";
    ValueRenamed "value-renamed" Breaking InTypes "the variant has another name";
    VariantAdded "variant-added" Compatible InTypes "there is one more variant, which an open enum may get";
    VariantRemoved "variant-removed" Breaking InTypes "the variant is gone";
    VariantRenamed "variant-renamed" Breaking InTypes "the variant has another name";
    VariantRetyped "variant-retyped" Breaking InTypes "the variant holds another type";
    VariantBoxed "variant-boxed" Breaking InTypes "what the variant holds stands in a box, or no longer does";
    SelectionChanged "selection-changed" Breaking InBehaviour "a value may be read as another variant than before";
}

/// The table as a page of the documentation, in Markdown.
#[must_use]
pub fn page() -> String {
    let mut page = "# What a change of the document means\n\n\
        `cargo xtask diff` compares the public surface of two documents. These are its rules: what a change is called, what \
        it asks of those who use the client, and why. Breaking changes ask for a new minor version before 1.0 and for a new \
        major version after it; compatible ones for a new patch version, or minor version after 1.0.\n\n\
        The last column says whether a comparison of the Rust interface alone would see the change. Each rule has a test in \
        `tests/changes`, and where a comparison of the Rust interface can judge, a test holds its verdict against ours.\n\n\
        | change | verdict | why | seen in |\n|---|---|---|---|\n"
        .to_owned();
    for rule in Rule::ALL {
        let seen = match rule.seen() {
            Seen::InTypes => "types",
            Seen::InBehaviour => "behaviour",
        };
        // Writing to a text does not fail.
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
