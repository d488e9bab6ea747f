//! Lowers response headers, each once, with the statuses that have it.

use super::lowering::Lowering;
use crate::document;
use crate::ir::{Documentation, Header, Origin, Rules, Step, Type};

impl<'a> Lowering<'a> {
    pub(super) fn headers(&mut self, operation: &'a document::Operation) -> Vec<Header> {
        let mut headers: Vec<Header> = Vec::new();
        for response in &operation.responses {
            for header in &response.headers {
                let origin = Origin::named(&operation.id).join(Step::Parameter(header.name.clone()));
                let schema = header.schema.as_ref();
                let r#type =
                    schema.map_or(Type::String(Rules::default()), |schema| self.schema(schema, &origin));
                // A header that is present is never null.
                let r#type = match r#type {
                    Type::Nullable(inner) => *inner,
                    other => other,
                };
                let same =
                    |it: &&mut Header| it.name.eq_ignore_ascii_case(&header.name) && it.r#type == r#type;
                match headers.iter_mut().find(same) {
                    Some(existing) => existing.statuses.push(response.status.clone()),
                    None => headers.push(Header {
                        name: header.name.clone(),
                        r#type,
                        statuses: vec![response.status.clone()],
                        documentation: Documentation {
                            text: header.description.clone(),
                            deprecated: header.deprecated,
                        },
                    }),
                }
            }
        }
        headers
    }
}
