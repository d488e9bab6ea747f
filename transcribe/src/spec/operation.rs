//! An operation of the document.

use super::{Node, SpecError};

const JSON: &str = "application/json";

/// An operation of the document.
#[derive(Clone, Debug)]
pub struct Operation<'s> {
    /// The path template.
    pub path: &'s str,
    /// The HTTP method, in lower case.
    pub method: &'static str,
    /// The operation object.
    pub node: Node<'s>,
    /// The parameters of the path item and of the operation.
    pub parameters: Vec<Parameter<'s>>,
    /// The servers of the operation: its own, those of the path item, or those of the document.
    pub servers: Option<Node<'s>>,
    /// The JSON media type of the request body.
    pub request: Option<Node<'s>>,
    /// Status and response, with references resolved.
    pub responses: Vec<(&'s str, Node<'s>)>,
}

/// A parameter of an operation.
#[derive(Clone, Debug)]
pub struct Parameter<'s> {
    /// The name.
    pub name: &'s str,
    /// `path`, `query`, `header` or `cookie`.
    pub location: &'s str,
    /// The parameter object.
    pub node: Node<'s>,
}

impl<'s> Operation<'s> {
    pub(super) fn read(
        path: &'s str,
        method: &'static str,
        [root, item, node]: [&Node<'s>; 3],
    ) -> Result<Self, SpecError> {
        let servers = [node, item, root].into_iter().find_map(|it| it.get("servers"));
        let lists = [item.get("parameters"), node.get("parameters")];
        let parameters = lists.into_iter().flatten().flat_map(|list| list.items());
        let parameters = parameters.map(|parameter| Parameter::read(&parameter)).collect::<Result<_, _>>()?;
        let request = match node.get("requestBody") {
            Some(body) => body.resolve()?.get("content").and_then(|content| content.get(JSON)),
            None => None,
        };
        let responses = node.required("responses")?.entries();
        let responses =
            responses.map(|(status, it)| Ok((status, it.resolve()?))).collect::<Result<_, SpecError>>()?;
        Ok(Self { path, method, node: node.clone(), parameters, servers, request, responses })
    }

    /// The JSON media type of the response with a status.
    #[must_use]
    pub fn response(&self, status: u16) -> Option<Node<'s>> {
        let status = status.to_string();
        let (_, response) = self.responses.iter().find(|it| it.0 == status)?;
        response.get("content")?.get(JSON)
    }
}

impl<'s> Parameter<'s> {
    fn read(node: &Node<'s>) -> Result<Self, SpecError> {
        let node = node.resolve()?;
        match (node.text("name"), node.text("in")) {
            (Some(name), Some(location)) => Ok(Self { name, location, node }),
            _ => Err(node.error("a parameter needs `name` and `in`".to_owned())),
        }
    }
}
