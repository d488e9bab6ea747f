//! Handles and scopes: bound parameters on the wire, and what a scope does not have.

use kitchen_sink::models::{Base, Level};

use crate::server::{Server, reply};

#[tokio::test]
async fn handles_bind_the_parameters_of_their_path() {
    let server = Server::start(vec![reply(204, "", "")]);
    let client = server.client();
    client.projects().get("my/project").await.unwrap();
    let project = client.project("my/project");
    project.list_members().await.unwrap();
    project.services().put(7, Base::new("1")).await.unwrap();
    assert_eq!(server.last().body, r#"{"id":"1"}"#);
    let service = project.service(7);
    service.restart().await.unwrap();
    service.level(Level::RunningLower).shapes().list_things().await.unwrap();
    let targets: Vec<_> = server.received().into_iter().map(|it| it.target).collect();
    let expected = [
        "GET /plain/projects/my%2Fproject",
        "GET /plain/projects/my%2Fproject/members",
        "PUT /plain/projects/my%2Fproject/services/7",
        "POST /plain/projects/my%2Fproject/services/7/restart",
        "GET /plain/projects/my%2Fproject/services/7/levels/running/things",
    ];
    assert_eq!(targets, expected);
}

#[tokio::test]
async fn handles_are_entered_within_a_scope() {
    let server = Server::json(200, r#"["web"]"#);
    let tenant = server.client().tenant("a b");
    assert_eq!(tenant.project("one").services().list().limit(2).await.unwrap(), ["web"]);
    assert_eq!(server.last().target, "GET /plain/tenants/a%20b/projects/one/services?limit=2");
    let service = tenant.project("one").service(1);
    service.clone().restart().await.unwrap();
    assert_eq!(server.last().target, "POST /plain/tenants/a%20b/projects/one/services/1/restart");
    assert!(format!("{service:?}").contains("service_number: 1"), "{service:?}");
}

/// A bound parameter is checked like an argument: with the rules of the operation, and for what changes the path.
#[tokio::test]
async fn bound_parameters_are_checked_before_anything_is_sent() {
    let server = Server::start(vec![reply(204, "", "")]);
    let client = server.client();
    for (project, number, expected) in [
        ("..", 1, "path.projectId"),
        ("", 1, "path.projectId"),
        ("ab", 1, "path.projectId"),
        ("abc", 0, "path.serviceNumber"),
    ] {
        let error = client.project(project).service(number).restart().await.unwrap_err();
        assert!(error.is_invalid_request() && error.to_string().contains(expected), "{error}");
    }
    let error = client.tenant("..").project("ab").service(0).restart().await.unwrap_err();
    let paths: Vec<_> = error.violations().unwrap().iter().map(|violation| violation.path.as_str()).collect();
    assert_eq!(paths.len(), 3, "{paths:?}");
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn scopes_refuse_the_operations_that_they_do_not_have() {
    let server = Server::start(vec![reply(204, "", "")]);
    let client = server.client();
    let tenant = client.tenant("acme");
    let error = tenant.projects().list_regions().await.unwrap_err().to_string();
    assert!(
        error.starts_with("listRegions: ") && error.contains("call it on a client without this scope"),
        "{error}"
    );
    let error = tenant.project("one").import().await.unwrap_err().to_string();
    assert!(error.starts_with("importProject: "), "{error}");
    let error = tenant.projects().list_tenant_roles("other").await.unwrap_err().to_string();
    assert!(error.starts_with("listTenantRoles: ") && error.contains("takes `tenantId` itself"), "{error}");
    assert!(server.received().is_empty());
    client.projects().list_regions().await.unwrap();
    client.projects().list_tenant_roles("other").await.unwrap();
    let targets: Vec<_> = server.received().into_iter().map(|it| it.target).collect();
    assert_eq!(targets, ["GET /plain/regions", "GET /plain/tenants/other/roles"]);
}

/// Mocks identify operations by id, and examples of the documentation are those of the operation.
#[cfg(feature = "testing-examples")]
#[tokio::test]
async fn mocks_reply_to_operations_below_handles() {
    let (client, mock) = faithful_runtime::testing::client_for(kitchen_sink::service());
    let client = kitchen_sink::Client::from(client);
    mock.on("restartService").status(204).empty();
    client.project("one").service(3).restart().await.unwrap();
    mock.reply_with_examples();
    assert_eq!(client.tenant("acme").project("one").services().list().await.unwrap(), ["web", "worker"]);
    let requests = mock.requests();
    assert_eq!((requests[0].operation, requests[1].operation), ("restartService", "listServices"));
    assert_eq!(requests[1].path, "/v1/plain/tenants/acme/projects/one/services");
}
