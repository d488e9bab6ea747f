//! Parameters in the OpenAPI styles, as the server receives them.

use faithful_runtime::{Call, Operation, Parameter, Rule, Style};
use serde_json::{Value, json};

use crate::operations::client;
use crate::server::Server;

static PATH: Operation = Operation {
    id: "getPoint",
    method: "GET",
    path: "/points/{point}/end",
    value_path: &[],
    page: None,
    idempotent: false,
};

static PLAIN: Operation =
    Operation { id: "list", method: "GET", path: "/list", value_path: &[], page: None, idempotent: false };

fn set(call: Call, parameter: Parameter, value: &Value) -> Call {
    call.parameter(parameter, value, &Rule::NONE)
}

#[tokio::test]
async fn path_delimiters_are_not_encoded() {
    let server = Server::always(200, "").await;
    let client = client(&server);
    let list = json!(["a/b", "c,d", "ü"]);
    for (parameter, expected) in [
        (Parameter::path("point", Style::Simple), "a%2Fb,c%2Cd,%C3%BC"),
        (Parameter::path("point", Style::Label).explode(), ".a%2Fb.c%2Cd.%C3%BC"),
        (Parameter::path("point", Style::Matrix), ";point=a%2Fb,c%2Cd,%C3%BC"),
        (Parameter::path("point", Style::Matrix).explode(), ";point=a%2Fb;point=c%2Cd;point=%C3%BC"),
    ] {
        set(client.call(&PATH), parameter, &list).empty().await.unwrap();
        assert_eq!(server.requests().last().unwrap().target, format!("/points/{expected}/end"));
    }
}

#[tokio::test]
async fn values_that_change_the_path_are_rejected_in_every_style() {
    let server = Server::always(200, "").await;
    let client = client(&server);
    let simple = Parameter::path("point", Style::Simple);
    let reserved = simple.allow_reserved();
    let label = Parameter::path("point", Style::Label);
    for (parameter, value) in [
        (simple, json!([])),
        (simple, json!("..")),
        (simple, json!([null])),
        (reserved, json!(".")),
        (label, json!("")),
        (label, json!(".")),
    ] {
        let error = set(client.call(&PATH), parameter, &value).empty().await.unwrap_err();
        assert!(error.is_invalid_request(), "{error}");
        assert!(error.to_string().contains("path.point"), "{error}");
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn query_can_mix_all_styles() {
    let server = Server::always(200, "").await;
    let call = client(&server).call(&PLAIN).query("page", &2_i64, &Rule::NONE);
    let call = set(call, Parameter::query("joined", Style::Form), &json!(["a", "b&c"]));
    let call = set(call, Parameter::query("spaced", Style::SpaceDelimited), &json!([1, 2]));
    let call =
        set(call, Parameter::query("filter", Style::DeepObject).explode(), &json!({"a": {"b": "c d"}}));
    let call = set(call, Parameter::query("json", Style::Json), &json!({"a": 1}));
    let call = set(call, Parameter::query("nothing", Style::Form), &json!(null));
    call.empty().await.unwrap();
    assert_eq!(
        server.request().target,
        "/list?page=2&joined=a,b%26c&spaced=1%202&filter%5Ba%5D%5Bb%5D=c%20d&json=%7B%22a%22%3A1%7D"
    );
}

#[tokio::test]
async fn last_value_of_a_parameter_is_sent() {
    let server = Server::always(200, "").await;
    let parameter = Parameter::query("a", Style::Form);
    let call = set(client(&server).call(&PLAIN), parameter, &json!(["x"]));
    set(call, parameter, &json!(["y"])).empty().await.unwrap();
    assert_eq!(server.request().target, "/list?a=y");
}

#[tokio::test]
async fn cookies_are_sent_in_one_header() {
    let server = Server::always(200, "").await;
    let call = client(&server).call(&PLAIN);
    let call = set(call, Parameter::cookie("session", Style::Form).explode(), &json!("a;b\r\nc"));
    let call = set(call, Parameter::cookie("seen", Style::Form), &json!([1, 2]));
    let call = call.with_options(|options| options.header("cookie", "own=1"));
    call.empty().await.unwrap();
    let request = server.request();
    assert_eq!(request.headers.get_all("cookie").iter().count(), 1);
    assert_eq!(request.header("cookie"), "own=1; session=a%3Bb%0D%0Ac; seen=1,2");
}

#[tokio::test]
async fn header_values_are_not_encoded_and_cannot_be_split() {
    let server = Server::always(200, "").await;
    let client = client(&server);
    let header = Parameter::header("x-point", Style::Simple).explode();
    set(client.call(&PLAIN), header, &json!({"a": "b c"})).empty().await.unwrap();
    assert_eq!(server.request().header("x-point"), "a=b c");
    let error = set(client.call(&PLAIN), header, &json!(["a\r\nx-evil: 1"])).empty().await.unwrap_err();
    assert!(error.is_invalid_request(), "{error}");
    let token = Parameter::header("authorization", Style::Simple);
    let error = set(client.call(&PLAIN), token, &json!("Bearer other")).empty().await.unwrap_err();
    assert!(error.is_invalid_request(), "{error}");
}

#[tokio::test]
async fn violations_name_the_parameter_and_the_item() {
    let server = Server::always(200, "").await;
    let names = vec!["a".to_owned(), "bb".to_owned()];
    let parameter = Parameter::query("names", Style::PipeDelimited);
    let call = client(&server).call(&PLAIN).parameter(
        parameter,
        &names,
        &Rule::new().max_items(1).items(&const { Rule::new().max_length(1) }),
    );
    let error = call.empty().await.unwrap_err();
    let paths: Vec<_> = error.violations().unwrap().iter().map(|violation| violation.path.as_str()).collect();
    assert_eq!(paths, ["query.names", "query.names[1]"]);
}
