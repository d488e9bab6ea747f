//! References reach only regular files in the allowed folders.

use std::fs::{self, File};
use std::path::Path;
use std::process::Command;

use tests::{Outcome, disk};

use crate::project::{Project, SECRET};

/// Returns a schema that refers to a file.
fn reference(to: &str) -> String {
    format!("{{ \"$ref\": \"{to}\" }}")
}

#[test]
fn files_outside_of_the_project_are_not_read() -> Outcome {
    let project = Project::new("outside")?;
    project.link("api/link.json", &project.outside.join("secret.json"))?;
    project.link("api/folder", &project.outside)?;
    project.link("api/zero.json", Path::new("/dev/zero"))?;
    project.link("api/environ.json", Path::new("/proc/self/environ"))?;
    let absolute = project.outside.join("secret.json").display().to_string();
    let references = [
        "../../secret.json",
        "../../secret.json#/password",
        "%2e%2e/%2E%2E/secret.json",
        "..%2f..%2fsecret.json",
        "../../absent.json",
        &absolute,
        "../../../../../../../../../../../../etc/passwd",
        "link.json",
        "folder/secret.json",
        "folder/absent.json",
        "zero.json",
        "environ.json",
        "/dev/zero",
        "/proc/self/environ",
    ];
    for to in references {
        project.document(&reference(to), &reference(to))?;
        let output = project.refused(&[])?;
        let is_explained = output.contains("file-unreadable") && output.contains("`--root DIR`");
        assert!(is_explained, "{to}: the message does not name the option:\n{output}");
    }
    Ok(())
}

#[test]
fn extensions_are_not_followed() -> Outcome {
    let project = Project::new("extension")?;
    // Reading from a pipe would not end.
    assert!(Command::new("mkfifo").arg(project.path("api/pipe.json")).status()?.success());
    for to in ["pipe.json", "../../secret.json", "https://example.com/x.json"] {
        project.document("{ \"type\": \"string\" }", &reference(to))?;
        let output = project.generated(&[])?;
        assert!(!output.contains(to) && !output.contains(SECRET), "{output}");
    }
    Ok(())
}

#[test]
fn common_files_in_the_current_directory_are_read() -> Outcome {
    let project = Project::new("common")?;
    disk::write(&project.path("common/name.json"), "{ \"type\": \"string\" }\n")?;
    for to in ["../common/name.json", "%2e%2e/common/name.json"] {
        project.document(&reference(to), "null")?;
        project.generated(&[])?;
    }
    Ok(())
}

#[test]
fn another_folder_is_read_if_it_is_allowed() -> Outcome {
    let project = Project::new("root")?;
    disk::write(&project.outside.join("common/name.json"), "{ \"type\": \"string\" }\n")?;
    project.document(&reference("../../common/name.json"), "null")?;
    project.refused(&[])?;
    project.refused(&["--root", "."])?;
    project.generated(&["--root", "../common"])?;
    let output = project.refused(&["--root", "../absent"])?;
    assert!(output.contains("--root ../absent"), "{output}");
    Ok(())
}

#[test]
fn only_regular_files_of_a_limited_size_are_read() -> Outcome {
    let project = Project::new("regular")?;
    assert!(Command::new("mkfifo").arg(project.path("api/pipe.json")).status()?.success());
    fs::create_dir(project.path("api/folder.json"))?;
    project.link("api/zero.json", Path::new("/dev/zero"))?;
    File::create(project.path("api/large.json"))?.set_len((128 << 20) + 1)?;
    let reasons = [
        ("pipe.json", "it is not a regular file"),
        ("folder.json", "it is not a regular file"),
        ("zero.json", "it is not a regular file"),
        ("large.json", "it is larger than 128 MiB"),
    ];
    for (to, reason) in reasons {
        project.document(&reference(to), "null")?;
        let output = project.refused(&["--root", "/dev"])?;
        assert!(output.contains(reason), "{to}:\n{output}");
    }
    let output = project.codegen(&["--spec", "/dev/zero", "--out", "client"])?.1;
    assert!(output.contains("it is not a regular file"), "{output}");
    Ok(())
}

#[test]
fn files_without_json_are_not_quoted() -> Outcome {
    let project = Project::new("quoted")?;
    let texts = [
        format!("PASSWORD={SECRET}\n"),
        format!("\"{SECRET}\"\n"),
        format!("[\"a\", \"{SECRET}\" \"b\"]\n"),
        format!("{{\"{SECRET}\": 1, \"{SECRET}\": 2}}\n"),
    ];
    for text in texts {
        disk::write(&project.path("api/.env"), &text)?;
        project.document(&reference(".env"), "null")?;
        let output = project.refused(&["--format", "json"])?;
        assert!(output.contains(".env"), "{output}");
        project.refused(&[])?;
    }
    Ok(())
}

/// The document and the settings may themselves be links.
#[test]
fn a_document_without_json_is_not_quoted() -> Outcome {
    let project = Project::new("quoted-document")?;
    disk::write(&project.path(".env"), &format!("PASSWORD={SECRET}\n"))?;
    project.link("api/settings.json", &project.path(".env"))?;
    project.refused(&[])?;
    fs::remove_file(project.path("api/settings.json"))?;
    fs::remove_file(project.path("api/openapi.json"))?;
    project.link("api/openapi.json", &project.path(".env"))?;
    project.refused(&[])?;
    Ok(())
}

#[test]
fn urls_are_not_downloaded() -> Outcome {
    let project = Project::new("url")?;
    for to in
        ["https://example.com/x.json", "HTTP://example.com", "//example.com/x.json", "file:///etc/passwd"]
    {
        project.document(&reference(to), "null")?;
        let output = project.refused(&[])?;
        assert!(output.contains("is a URL, and nothing is downloaded"), "{to}:\n{output}");
    }
    Ok(())
}

#[test]
fn settings_and_corrections_are_restricted_like_references() -> Outcome {
    let project = Project::new("settings")?;
    project.link("api/settings.json", &project.outside.join("secret.json"))?;
    assert!(project.refused(&[])?.contains("`--root DIR`"));
    fs::remove_file(project.path("api/settings.json"))?;
    // A link that leads nowhere is not ignored, and neither is a folder.
    project.link("api/settings.json", Path::new("absent.json"))?;
    assert!(project.refused(&[])?.contains("file-unreadable"));
    fs::remove_file(project.path("api/settings.json"))?;
    fs::create_dir(project.path("api/settings.json"))?;
    assert!(project.refused(&[])?.contains("it is not a regular file"));
    fs::remove_dir(project.path("api/settings.json"))?;
    disk::write(&project.path("api/settings.json"), "{ \"corrections\": \"../../secret.json\" }\n")?;
    assert!(project.refused(&[])?.contains("`--root DIR`"));
    Ok(())
}
