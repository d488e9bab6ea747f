//! Values that the spec does not list are sent, unless the client or the call denies them.

use faithful_runtime::{CallOptions, ClientBuilder, Error, Inside, Rule, Value, ValueRule};
use serde_json::json;

use crate::operations::{CREATE_THING, LIST_THINGS, builder};
use crate::server::Server;

faithful_runtime::string_enum! {
    /// A color.
    pub enum Color { Red = "red", Blue = "blue" }
}

faithful_runtime::object! {
    /// A thing with a color and a name.
    #[constructor(new)]
    pub struct Painted {
        pub color: required<Color>,
        #[json("name", max_length = 3)]
        pub name: required<String>,
    }
}

const SIZES: Rule = Rule::new().allowed_values(&["1", "2"]);
const INSIDE: Inside = Inside::new()
    .alternatives(&[ValueRule::of::<Color>(Rule::NONE), ValueRule::of::<i64>(Rule::new().maximum(5))]);

fn painted(name: &str) -> Painted {
    Painted::new("green", name)
}

async fn send(
    server: &Server,
    configure: impl FnOnce(ClientBuilder) -> ClientBuilder,
    options: impl FnOnce(CallOptions) -> CallOptions,
    body: &Painted,
) -> Result<Value, Error> {
    let client = configure(builder(server)).build().unwrap();
    let call = client.call(&CREATE_THING).query("size", &7_i64, &SIZES);
    let call = call.query("mixed", &json!("pink"), &Rule::new().inside(&INSIDE));
    call.json("application/json", body).with_options(options).value::<Value>().await
}

#[tokio::test]
async fn unlisted_values_are_sent() {
    let server = Server::always(200, r#"{"data": 1}"#).await;
    send(&server, |builder| builder, |options| options, &painted("abc")).await.unwrap();
    let request = server.request();
    assert_eq!(request.target, "/v1/things?size=7&mixed=pink");
    assert_eq!(request.json(), json!({"color": "green", "name": "abc"}));
    let violations = painted("abc").validate().unwrap_err();
    assert!(violations.iter().all(faithful_runtime::Violation::is_unlisted));
}

#[tokio::test]
async fn other_rules_still_apply_and_the_error_ends_with_the_way_out() {
    let server = Server::always(200, r#"{"data": 1}"#).await;
    let error = send(&server, |builder| builder, |options| options, &painted("abcd")).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "createThing: invalid request: $.name: must have at most 3 characters, has 4; to send it anyway, use \
         `with_options(|o| o.skip_validation())`"
    );
    send(&server, |builder| builder, CallOptions::skip_validation, &painted("abcd")).await.unwrap();
    assert_eq!(server.requests().len(), 1);
    let client = builder(&server).build().unwrap();
    let text = "a".to_owned();
    let call = client.call(&LIST_THINGS).query("size", &9_i64, &Rule::new().inside(&INSIDE));
    let error = call.header("a b", &text, &Rule::NONE).value::<Value>().await.unwrap_err().to_string();
    assert!(error.contains("any_of") || error.contains("alternative"), "{error}");
    assert!(!error.contains("skip_validation"), "a header that cannot be sent: {error}");
}

#[tokio::test]
async fn clients_and_calls_can_deny_unlisted_values() {
    let server = Server::always(200, r#"{"data": 1}"#).await;
    for (client, call) in [(true, false), (false, true)] {
        let configure = |builder: ClientBuilder| if client { builder.deny_unlisted() } else { builder };
        let options = |options: CallOptions| if call { options.deny_unlisted() } else { options };
        let error = send(&server, configure, options, &painted("abc")).await.unwrap_err();
        let violations = error.violations().unwrap();
        let paths: Vec<_> = violations.iter().map(|violation| (&*violation.path, violation.rule)).collect();
        assert_eq!(paths, [("query.size", "enum"), ("query.mixed", "enum"), ("$.color", "enum")]);
    }
    let configure = ClientBuilder::deny_unlisted;
    send(&server, configure, CallOptions::skip_validation, &painted("abc")).await.unwrap();
    assert_eq!(server.requests().len(), 1);
}
