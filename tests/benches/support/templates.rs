//! The response of `getTemplate`: documents generated in the stated sizes, and its type handwritten with serde's
//! derive, which keeps no unknown fields and no unknown enum values.
//!
//! The variant of a node is selected by handwritten code that avoids buffering: if `kind` comes first, the rest is
//! read directly into the struct it selects; otherwise the node is buffered as a `Value`.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value, json};

/// A response of `getTemplate`: workflows nested `depth` levels deep, each with `width` nodes in addition to the
/// next workflow. A node has about 250 bytes, and its `kind` comes first or last.
pub fn document(depth: usize, width: usize, kind_first: bool) -> String {
    let spec = (0..depth).fold(None, |inner: Option<String>, level| {
        let mut steps: Vec<String> =
            (0..width).map(|index| other(level * width + index, kind_first)).collect();
        steps.extend(inner);
        let spec = format!(r#"{{"type":"sequential","steps":[{}]}}"#, steps.join(","));
        Some(node("Workflow", &format!(r#""ref":"stage-{level}","spec":{spec}"#), kind_first))
    });
    let arguments = json!({"ARGUMENT_1": "value_1", "ARGUMENT_2": "value_2"});
    let gitops = json!({
        "vcsService": "github", "accountLogin": "github-user", "branch": "main", "filePath": "/northflank.json",
        "repoUrl": "https://github.com/northflank-examples/remix-postgres-redis-demo",
        "templateSha": "8c7e040ee3737ddc3a713363ae72bbe960e9fb16",
    });
    format!(
        r#"{{"data":{{"name":"Example Template","description":"This is a sample template.","apiVersion":"v1","arguments":{arguments},"spec":{},"id":"example-template","gitops":{gitops},"concurrencyPolicy":"allow"}}}}"#,
        spec.unwrap_or_default()
    )
}

fn other(index: usize, kind_first: bool) -> String {
    let spec = json!({
        "name": format!("service-{index}"),
        "projectId": "${refs.project.id}",
        "billing": {"deploymentPlan": "nf-compute-20"},
        "deployment": {"instances": index % 7, "docker": {"configType": "default"}},
        "ports": [{"name": "http", "internalPort": 8080, "public": true}],
    });
    node("DeploymentService", &format!(r#""ref":"service-{index}","spec":{spec}"#), kind_first)
}

fn node(tag: &str, properties: &str, kind_first: bool) -> String {
    if kind_first {
        format!(r#"{{"kind":"{tag}",{properties}}}"#)
    } else {
        format!(r#"{{{properties},"kind":"{tag}"}}"#)
    }
}

#[derive(Serialize, Deserialize)]
pub struct Response<T> {
    pub data: T,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ConcurrencyPolicy {
    Allow,
    Queue,
    Forbid,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Template {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    pub api_version: ApiVersion,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arguments: Option<Map<String, Value>>,
    pub spec: Node,
    pub id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gitops: Option<Gitops>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub concurrency_policy: Option<ConcurrencyPolicy>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub options: Option<TemplateOptions>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ApiVersion {
    V1,
}

#[derive(Serialize, Deserialize)]
pub struct TemplateOptions {
    pub autorun: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Gitops {
    pub vcs_service: VcsService,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub self_hosted_vcs_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_login: Option<String>,
    pub repo_url: String,
    pub branch: String,
    pub file_path: String,
    pub template_sha: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VcsService {
    Bitbucket,
    Gitlab,
    Github,
    SelfHosted,
}

pub enum Node {
    Workflow(WorkflowNode),
    Other(OtherNode),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WorkflowNode {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub r#ref: Option<String>,
    pub spec: WorkflowSpec,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skip_node_execution: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OtherNode {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub r#ref: Option<String>,
    #[serde(default)]
    pub kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spec: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skip_node_execution: Option<String>,
}

/// Both workflow types have the same fields, so one struct with the type as a field is enough here.
#[derive(Serialize, Deserialize)]
pub struct WorkflowSpec {
    pub r#type: WorkflowType,
    pub steps: Vec<Node>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<WorkflowContext>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum WorkflowType {
    Sequential,
    Parallel,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WorkflowContext {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project_id: Option<String>,
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Tagged<'a> {
            kind: &'static str,
            #[serde(flatten)]
            node: &'a WorkflowNode,
        }
        match self {
            Self::Workflow(node) => Tagged { kind: "Workflow", node }.serialize(serializer),
            Self::Other(node) => node.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(NodeVisitor)
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a node")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Node, A::Error> {
        let Some(first) = access.next_key::<String>()? else {
            return Err(A::Error::missing_field("kind"));
        };
        if first == "kind" {
            let kind: String = access.next_value()?;
            let rest = MapAccessDeserializer::new(access);
            return Ok(match kind.as_str() {
                "Workflow" => Node::Workflow(WorkflowNode::deserialize(rest)?),
                _ => Node::Other(OtherNode { kind, ..OtherNode::deserialize(rest)? }),
            });
        }
        let mut buffered = Map::new();
        buffered.insert(first, access.next_value()?);
        while let Some((key, value)) = access.next_entry()? {
            buffered.insert(key, value);
        }
        let is_workflow = buffered.get("kind").and_then(Value::as_str) == Some("Workflow");
        let buffered = Value::Object(buffered);
        let node = if is_workflow {
            WorkflowNode::deserialize(buffered).map(Node::Workflow)
        } else {
            OtherNode::deserialize(buffered).map(Node::Other)
        };
        node.map_err(A::Error::custom)
    }
}
