//! Building a client and validating its configuration.

use faithful_runtime::{
    Client, ClientBuilder, Configuration, Error, ErrorKind, Server, ServerVariable, testing,
};

use crate::operations::CONFIGURATION;

/// Stands in for the client type of a generated crate.
struct Wrapper(Client);

impl From<Client> for Wrapper {
    fn from(client: Client) -> Self {
        Self(client)
    }
}

#[test]
fn builder_converts_into_the_generated_client_type() {
    static WITH_PREFIX: Configuration = Configuration {
        base_url: "https://example.com/api/",
        token_variables: &[],
        base_url_variables: &[],
        user_agent: "x",
    };
    let client: Result<Wrapper, Error> =
        ClientBuilder::new(&WITH_PREFIX).token("t").transport(testing::Mock::new()).build();
    assert_eq!(client.unwrap().0.base_url(), "https://example.com/api");
}

#[test]
fn building_without_a_token_fails() {
    let error = Client::builder(&CONFIGURATION).build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.to_string().starts_with("no token: call `token`"), "{error}");
    let error = Client::from_env(&CONFIGURATION).unwrap_err();
    assert_eq!(
        error.to_string(),
        "no token: set the environment variable NORTHFLANK_RUNTIME_TEST_TOKEN_THAT_IS_NOT_SET"
    );
    assert_eq!((error.operation(), error.attempts(), error.status()), (None, 0, None));
}

#[test]
fn invalid_token_is_rejected_and_not_printed() {
    for token in ["", "s3cret\n", "s3 cret", "s3cr\u{e9}t"] {
        let error = Client::builder(&CONFIGURATION).token(token).build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().starts_with("the token "), "{error}");
        assert!(!format!("{error} {error:#?}").contains("s3"), "{error:?}");
    }
}

#[test]
fn unsafe_base_url_is_rejected() {
    for base_url in
        ["http://api.example.com", "api.example.com", "https://u:p@example.com", "https://example.com/?a"]
    {
        let error = Client::builder(&CONFIGURATION).token("t").base_url(base_url).build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().contains("base URL"), "{error}");
    }
}

#[test]
fn invalid_default_headers_are_rejected() {
    let build = |name: &str, value: &str| {
        Client::builder(&CONFIGURATION).token("t").default_header(name, value).build()
    };
    assert!(build("x y", "1").unwrap_err().to_string().contains("`x y` is not a valid header name"));
    assert!(build("x", "a\nb").unwrap_err().to_string().contains("`x` has a value"));
    assert!(build("Authorization", "a").unwrap_err().to_string().contains("set by the client"));
    let agent = Client::builder(&CONFIGURATION).token("t").user_agent("a\nb").build();
    assert!(agent.unwrap_err().to_string().contains("user agent"));
}

#[test]
fn base_url_defaults_to_the_configuration() {
    let (client, _) = testing::client(&CONFIGURATION);
    assert_eq!(client.base_url(), "https://api.example.com");
    // The default transport uses the system's certificates, and there may be none.
    match Client::builder(&CONFIGURATION).token("t").build() {
        Ok(built) => assert_eq!(built.base_url(), "https://api.example.com"),
        Err(error) => {
            assert!(error.to_string().starts_with("the default transport cannot be set up: "), "{error}");
        }
    }
}

static SERVERS: &[Server] = &[
    Server { template: "https://api.example.com", description: "Production", variables: &[] },
    Server {
        template: "https://127.0.0.{number}/{base}",
        description: "Local",
        variables: &[
            ServerVariable { name: "number", default: "1", values: &["1", "2"] },
            ServerVariable { name: "base", default: "v1", values: &[] },
        ],
    },
];

#[test]
fn a_server_can_be_a_variable_alone() {
    static ADDRESS: &[Server] = &[Server {
        template: "{url}",
        description: "",
        variables: &[ServerVariable { name: "url", default: "", values: &[] }],
    }];
    let build = |url: &str| {
        let builder = Client::builder(&CONFIGURATION).token("t").servers(ADDRESS).no_proxy();
        builder.server_variable("url", url).build()
    };
    assert_eq!(build("https://127.0.0.1:8443/v1/").unwrap().base_url(), "https://127.0.0.1:8443/v1");
    for url in ["http://example.com", "https://user@example.com", "example.com", "https://example.com?a", ""]
    {
        assert_eq!(build(url).unwrap_err().kind(), ErrorKind::Configuration, "{url}");
    }
}

#[test]
fn servers_are_selected_by_name_and_variables_filled_in() {
    let builder = || Client::builder(&CONFIGURATION).token("token").servers(SERVERS);
    assert_eq!(builder().build().unwrap().base_url(), "https://api.example.com");
    assert_eq!(builder().server("Local").build().unwrap().base_url(), "https://127.0.0.1/v1");
    let filled = builder().server("Local").server_variable("number", "2").server_variable("base", "a/b/");
    assert_eq!(filled.build().unwrap().base_url(), "https://127.0.0.2/a/b");
    for (builder, expected) in [
        (builder().server("Local").server_variable("number", "3"), "expected one of: 1, 2"),
        (builder().server("Local").server_variable("base", ".."), "must not contain `.` or `..`"),
        (builder().server_variable("number", "1"), "has no variable `number`; the spec declares none"),
        (builder().server("Moon"), "unknown server `Moon`"),
        (
            builder().server("Local").base_url("https://example.org"),
            "`base_url` cannot be combined with `server`",
        ),
    ] {
        let error = builder.build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().contains(expected), "{error}");
    }
}
