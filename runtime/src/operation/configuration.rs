//! What a generated client tells the runtime about its service as a whole.

use std::ffi::OsString;

use crate::error::Error;

/// The service that a client talks to: plain data, held in a static of the generated client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Configuration {
    /// The address of the service, used unless another one is given.
    pub base_url: &'static str,
    /// The environment variables that may hold the token, the first one that is set and not empty wins.
    pub token_variables: &'static [&'static str],
    /// The environment variables that may hold the base URL, the first one that is set and not empty wins.
    pub base_url_variables: &'static [&'static str],
    /// The product that stands first in the `user-agent` header, for example `northflank-rust/0.1.0`.
    pub user_agent: &'static str,
}

/// The value of the first variable that is set and not empty.
///
/// # Errors
/// When that variable is not valid Unicode; the message names the variable and not the value.
pub(crate) fn first_set(
    variables: &[&str],
    read: &dyn Fn(&str) -> Option<OsString>,
) -> Result<Option<String>, Error> {
    for variable in variables {
        let Some(value) = read(variable).filter(|value| !value.is_empty()) else {
            continue;
        };
        return match value.into_string() {
            Ok(value) => Ok(Some(value)),
            Err(_) => {
                Err(Error::configuration(format!("the environment variable {variable} is not valid Unicode")))
            }
        };
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(name: &str) -> Option<OsString> {
        match name {
            "FIRST" => Some(OsString::new()),
            "SECOND" => Some(OsString::from("two")),
            "THIRD" => Some(OsString::from("three")),
            _ => None,
        }
    }

    #[test]
    fn an_empty_variable_is_passed_over() {
        let found = first_set(&["MISSING", "FIRST", "SECOND", "THIRD"], &environment).unwrap();
        assert_eq!(found.as_deref(), Some("two"));
    }

    #[test]
    fn nothing_set_is_none() {
        assert_eq!(first_set(&["MISSING", "FIRST"], &environment).unwrap(), None);
    }
}
