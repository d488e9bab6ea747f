//! What can go wrong: one table of codes, from which everything else about them is made: the names,
//! what `cargo xtask explain` prints, and the pages in `docs/diagnostics/`.

/// The least files that show a code, by the names under which they are read.
pub type Example = &'static [(&'static str, &'static str)];

/// How bad it is.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Severity {
    /// Nothing is generated.
    Error,
    /// The output is complete; the reader should know.
    Warning,
}

impl Severity {
    /// The word that is printed.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// Makes the enum and all that is told about it from one table.
macro_rules! codes {
    ($($(#[doc = $meaning:literal])+ $variant:ident = $name:literal {
        why: $why:literal,
        remedy: $remedy:literal,
        example: $example:expr,
    },)+) => {
        /// What went wrong, as a stable name that people can search for.
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub enum Code {
            $($(#[doc = $meaning])+ $variant,)+
        }

        impl Code {
            /// All codes, sorted.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The name that is printed.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }

            /// What it means, in one sentence.
            #[must_use]
            pub fn meaning(self) -> &'static str {
                match self {
                    $(Self::$variant => concat!($($meaning),+).trim_ascii(),)+
                }
            }

            /// Why that is worth a word.
            #[must_use]
            pub fn why(self) -> &'static str {
                match self {
                    $(Self::$variant => $why,)+
                }
            }

            /// What to do about it.
            #[must_use]
            pub fn remedy(self) -> &'static str {
                match self {
                    $(Self::$variant => $remedy,)+
                }
            }

            /// The least files that show it: a document, and settings beside it where it takes them.
            #[must_use]
            pub fn example(self) -> Example {
                match self {
                    $(Self::$variant => $example,)+
                }
            }
        }
    };
}

macro_rules! example {
    ($name:literal) => {
        &[("openapi.json", include_str!(concat!("examples/", $name, ".json")))]
    };
    ($name:literal, settings) => {
        &[
            ("openapi.json", include_str!(concat!("examples/", $name, ".json"))),
            ("settings.json", include_str!(concat!("examples/", $name, ".settings.json"))),
        ]
    };
    ($name:literal, lock) => {
        &[
            ("openapi.json", include_str!(concat!("examples/", $name, ".json"))),
            ("names.lock.json", include_str!(concat!("examples/", $name, ".lock.json"))),
        ]
    };
    ($name:literal, corrections) => {
        &[
            ("openapi.json", include_str!(concat!("examples/", $name, ".json"))),
            ("settings.json", include_str!(concat!("examples/", $name, ".settings.json"))),
            ("corrections.json", include_str!(concat!("examples/", $name, ".corrections.json"))),
        ]
    };
}

codes! {
    /// A union is told apart in another way than when its decision was pinned.
    ChangedSelection = "changed-selection" {
        why: "How the options of a union are told apart follows from the document, and stands in the lock file \
              beside it. After an edit it follows otherwise: values that were one option may be another.",
        remedy: "Look at the edit. If the new way is meant, commit the new lock file.",
        example: example!("changed-selection", lock),
    },
    /// Parts of a schema that hold at once, and that no value fits together.
    ConflictingParts = "conflicting-parts" {
        why: "The parts of an `allOf`, and what stands beside it, all hold for one value. These contradict each \
              other, so that no value fits. It is a warning where only a member that need not be there is \
              concerned, which one part names and another refuses with `additionalProperties`: it is never there.",
        remedy: "Look at both places and correct one of them, in the document or with a correction. To close \
                 the whole and not one part, say `unevaluatedProperties: false` beside the parts.",
        example: example!("conflicting-parts"),
    },
    /// A correction does not fit the document any more.
    CorrectionMismatch = "correction-mismatch" {
        why: "A correction says what the document holds at a place, so that it cannot be applied to \
              something else when the document changes. It holds something else now, or the place is gone.",
        remedy: "Look at the place. If the documentation was mended, take the correction out; if it changed \
                 otherwise, correct `printed`.",
        example: example!("correction-mismatch", corrections),
    },
    /// A correction changes nothing.
    CorrectionWithoutEffect = "correction-without-effect" {
        why: "`printed` and `corrected` are equal: the entry changes nothing and would only mislead its \
              readers.",
        remedy: "Take the correction out.",
        example: example!("correction-without-effect", corrections),
    },
    /// A `$ref` leads nowhere.
    DanglingReference = "dangling-reference" {
        why: "Nothing stands at the place that the `$ref` names, or it is an address on the network, which \
              the generator never follows: the same input has to give the same output.",
        remedy: "Correct the path or the JSON pointer. In a pointer `/` is written `~1` and `~` is written \
                 `~0`. Put what stands elsewhere into a file beside the document.",
        example: example!("dangling-reference"),
    },
    /// A discriminator and the options of its union disagree.
    DiscriminatorMismatch = "discriminator-mismatch" {
        why: "A discriminator names the member that says which option a value is. Here an option does not declare \
              that member, so that a value made of it says nothing, or a value is mapped to a schema that is no \
              option. What can be read by the discriminator is read by it; the rest is told apart by its \
              members, or kept as it is.",
        remedy: "Correct the discriminator, or declare its member in each option, in the document or with a \
                 correction. Where the service is known to do without, waive the warning.",
        example: example!("discriminator-mismatch"),
    },
    /// Two operations share an `operationId`.
    DuplicateOperation = "duplicate-operation" {
        why: "OpenAPI demands that each `operationId` stands once; the method of the client is called after \
              it.",
        remedy: "Change one of the two ids, in the document or with a correction.",
        example: example!("duplicate-operation"),
    },
    /// A keyword of an earlier version that is read as it was meant there.
    EarlierVersion = "earlier-version" {
        why: "OpenAPI 3.1 took `nullable` out: by its letter the keyword says nothing, and null would be refused. \
              Many documents carry it over from 3.0, where its meaning is certain, so it is read as it means \
              there. No value that the document allows is lost by that.",
        remedy: "Add `null` to `type`, or to the options of the union, and take `nullable` out. To leave all of \
                 them as they are, waive the place above them: `\"at\": \"openapi.json#/**\"`.",
        example: example!("earlier-version"),
    },
    /// A file could not be read.
    FileUnreadable = "file-unreadable" {
        why: "A `$ref` or the settings name a file that is not there or that is no text in UTF-8.",
        remedy: "Correct the path. It is relative to the file in which it stands.",
        example: example!("file-unreadable"),
    },
    /// Options of a union overlap; what tells them apart is likely and does not follow from the
    /// document.
    HeuristicUnion = "heuristic-union" {
        why: "A value may fit several options. The one that recognises most of its members and lacks none that \
              it requires is taken, which is likely to be meant and is not stated anywhere. A value that then does \
              not fit it is kept as it came, in `Unknown`; `validate()` refuses it unless it is exactly one of the \
              other options.",
        remedy: "Give the union a `discriminator`, or each option a required member with a `const` of its \
                 own. If the order of the document is the wrong one, give another in the settings; if it is \
                 right, waive the warning there.",
        example: example!("heuristic-union"),
    },
    /// A file is not JSON.
    InvalidJson = "invalid-json" {
        why: "The file is no JSON, or a key stands twice in one object. Most readers keep one of the two \
              and drop the other in silence; this one does not choose.",
        remedy: "Correct the text at the place that is shown. It is where the reader could not go on; the \
                 mistake may stand shortly before.",
        example: example!("invalid-json"),
    },
    /// A keyword holds a value that OpenAPI does not allow there.
    InvalidValue = "invalid-value" {
        why: "The keyword is known, its value is none that it may have: another kind of JSON value, a word \
              out of no list, a number out of range.",
        remedy: "See the keyword in the OpenAPI specification and correct the value, in the document or \
                 with a correction.",
        example: example!("invalid-value"),
    },
    /// A keyword that only limits values, and is not checked.
    KeywordUnchecked = "keyword-unchecked" {
        why: "Some keywords leave the types of values as they are and only refuse some of them: `not`, `contains`, \
              `propertyNames`, `if` and its branches, and a few more. They are not checked before a request is \
              sent, so that the service is the first to see what they refuse. Nothing is lost when values are read.",
        remedy: "If the same can be said with other keywords, do that. Else waive it in the settings: \
                 `\"waived\": [{ \"code\": \"keyword-unchecked\", \"at\": \"openapi.json#/…/not\", \"reason\": \"…\" }]`.",
        example: example!("keyword-unchecked"),
    },
    /// Something that OpenAPI demands is absent.
    MissingKeyword = "missing-keyword" {
        why: "OpenAPI demands the keyword, and nothing can be put in its place without a guess.",
        remedy: "Add the keyword, in the document or with a correction.",
        example: example!("missing-keyword"),
    },
    /// Two things would get the same Rust name.
    NameCollision = "name-collision" {
        why: "The settings give two things that stand beside each other one name. Names that the generator \
              makes itself never collide: they get longer until they differ.",
        remedy: "Give one of the two another name under `names` in the settings, or take one of the entries out.",
        example: example!("name-collision", settings),
    },
    /// Something that is no part of a client: a callback, a webhook, a link, a header without meaning.
    NotInClient = "not-in-client" {
        why: "A client sends requests: nothing in it takes those that callbacks and webhooks describe, and no \
              code is made of links. `encoding` may say of a part what no argument says: headers, or a style. A header parameter `Accept`, `Content-Type` or `Authorization` has no \
              meaning in OpenAPI, because content types and security say the same.",
        remedy: "Waive it in the settings if the client is wanted without: `\"waived\": [{ \"code\": \
                 \"not-in-client\", \"at\": \"openapi.json#/…\", \"reason\": \"…\" }]`. Whoever wants to be \
                 stopped by it lists it under `denied`.",
        example: example!("not-in-client"),
    },
    /// A path template and its parameters disagree.
    PathParameterMismatch = "path-parameter-mismatch" {
        why: "A placeholder of the path without a parameter could not be filled in; a parameter without a \
              placeholder would be lost.",
        remedy: "Declare the parameter with `\"in\": \"path\"`, or correct the path.",
        example: example!("path-parameter-mismatch"),
    },
    /// A pattern cannot be compiled, so that nothing can be checked against it.
    PatternUnchecked = "pattern-unchecked" {
        why: "Patterns are regular expressions of ECMAScript and are kept as they are written. This one is none, \
              or uses what the engine of the client does not know.",
        remedy: "Correct the pattern, or take it out with a correction.",
        example: example!("pattern-unchecked"),
    },
    /// Schemas refer to each other in a circle in which no value can end.
    RecursionWithoutEnd = "recursion-without-end" {
        why: "Each value would have to hold another one of the same kind, without end. No JSON text can do \
              that, so the document means something else than it says.",
        remedy: "Make a member on the way optional, nullable or a list.",
        example: example!("recursion-without-end"),
    },
    /// `required` names a property that is not declared.
    RequiredWithoutProperty = "required-without-property" {
        why: "A member that must be there and is not described is most often a misspelling: the described \
              one becomes optional. It is demanded all the same, as a value of any kind.",
        remedy: "Correct the name, or describe the member under `properties`.",
        example: example!("required-without-property"),
    },
    /// A setting matches nothing in the document.
    SettingWithoutEffect = "setting-without-effect" {
        why: "The entry of the settings matches nothing. Either it is misspelled, and what it should do is \
              not done, or the document changed, and it is left over.",
        remedy: "Correct the entry, or take it out.",
        example: example!("setting-without-effect", settings),
    },
    /// The settings or the corrections cannot be read.
    SettingsInvalid = "settings-invalid" {
        why: "The settings or the corrections are no JSON, or hold a key or a value that has no meaning \
              there.",
        remedy: "ARCHITECTURE.md lists what may be set.",
        example: example!("settings-invalid", settings),
    },
    /// A parameter holds a list or an object inside another one, in a style that has no form for that.
    UndefinedStyle = "undefined-style" {
        why: "OpenAPI defines the styles for texts, lists of texts and objects of texts. What stands further \
              inside has no defined form; the client writes it as JSON text, which the service may not expect.",
        remedy: "Describe the parameter with `content` and `application/json`, or with the style `deepObject`. \
                 Where the service takes JSON text, waive the warning in the settings.",
        example: example!("undefined-style"),
    },
    /// OpenAPI does not know this keyword.
    UnknownKeyword = "unknown-keyword" {
        why: "A keyword that nothing knows says nothing, which is rarely what its author meant. In a schema it is a \
              remark, as JSON Schema has it, and a warning; where it looks like a slip that would change a type, or \
              like a schema in the wrong place, the generator stops.",
        remedy: "Correct the spelling. An extension starts with `x-`. What really is to be left aside may be waived \
                 in the settings.",
        example: example!("unknown-keyword"),
    },
    /// OpenAPI allows it; this generator does not understand it yet.
    Unsupported = "unsupported" {
        why: "OpenAPI allows it, and to leave it out would change what is read or written, so the generator \
              stops instead of losing it.",
        remedy: "Say the same with other keywords. If the keyword only speaks to validators, waive it in \
                 the settings: `\"waived\": [{ \"code\": \"unsupported\", \"at\": \"openapi.json#/…/then\", \
                 \"reason\": \"…\" }]`.",
        example: example!("unsupported"),
    },
}

impl Code {
    /// The code that is printed like this.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str() == name)
    }

    /// Whether an error with this code may be waived: what is not understood may be left aside if
    /// it does not change how values are read and written, which is for the author to say. Warnings may be waived whatever their code.
    #[must_use]
    pub fn may_be_allowed(self) -> bool {
        matches!(self, Self::Unsupported | Self::UnknownKeyword)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_sorted_and_found_by_name() {
        let names: Vec<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        assert!(names.is_sorted(), "{names:?}");
        assert!(Code::ALL.iter().all(|code| Code::named(code.as_str()) == Some(*code)));
        assert_eq!(Code::named("no-code"), None);
    }
}
