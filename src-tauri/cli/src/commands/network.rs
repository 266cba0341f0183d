//! How the network is asked: proxy, contact, hosts of the own network; and passwords, which come from standard input.

use std::io::{BufRead, IsTerminal, Read};

use engine::{Engine, Password};
use news::desk::{PasswordKept, ProxyChoice};

use super::{Outcome, health};
use crate::{
    Ended, Failure,
    args::NetworkArgs,
    out::{Out, complain},
};

/// The longest password that is read.
const LONGEST: u64 = 4_096;

/// Shows how the network is asked, or changes it.
pub(crate) fn network(engine: &Engine, args: NetworkArgs, out: &Out) -> Outcome {
    let mut settings = engine.settings()?;
    let shows = args.only_shows();
    if let Some(proxy) = args.proxy {
        settings.proxy = match proxy.as_str() {
            "system" => ProxyChoice::System,
            "none" => ProxyChoice::Direct,
            _ => ProxyChoice::Through {
                address: proxy,
                user: None,
            },
        };
    }
    let asks_password = args.proxy_user.as_ref().is_some_and(|it| !it.is_empty());
    if let Some(name) = args.proxy_user {
        let ProxyChoice::Through { user, .. } = &mut settings.proxy else {
            return Err(Failure::Usage(
                "--proxy-user needs the proxy that is asked: --proxy ADDRESS".into(),
            ));
        };
        *user = Some(name).filter(|it| !it.is_empty());
    }
    if let Some(contact) = args.contact {
        settings.contact = Some(contact);
    }
    settings.allowed_hosts.extend(args.allow);
    if !shows {
        // In its one form a host is found again, however it is written.
        engine.save_settings(&settings)?;
    }
    if !args.forbid.is_empty() {
        let mut settings = engine.settings()?;
        for host in args.forbid {
            let host = host.trim().trim_end_matches('.').to_lowercase();
            let bare = format!("[{host}]");
            let before = settings.allowed_hosts.len();
            settings
                .allowed_hosts
                .retain(|it| *it != host && *it != bare);
            if settings.allowed_hosts.len() == before {
                return Err(Failure::Usage(format!(
                    "“{host}” is not among the hosts that are allowed; `wirewatch network` lists them"
                )));
            }
        }
        engine.save_settings(&settings)?;
    }
    if asks_password {
        say(&engine.set_proxy_password(&password()?)?, out);
    }
    let settings = engine.settings()?;
    if out.json {
        out.value(&serde_json::json!({
            "proxy": settings.proxy,
            "contact": settings.contact,
            "allowed_hosts": settings.allowed_hosts,
            "contacts": engine.contacts()?,
        }));
        return Ok(Ended::Well);
    }
    out.line(match &settings.proxy {
        ProxyChoice::System => "Proxy: as the system says.".to_string(),
        ProxyChoice::Direct => "Proxy: none.".to_string(),
        ProxyChoice::Through {
            address,
            user: None,
        } => format!("Proxy: {address}."),
        ProxyChoice::Through {
            address,
            user: Some(user),
        } => format!("Proxy: {address}, as “{user}”."),
    });
    out.line(match &settings.contact {
        Some(contact) => format!("Contact: {contact}."),
        None => "Contact: the project's page.".to_string(),
    });
    out.line(match settings.allowed_hosts.is_empty() {
        true => "Hosts of private networks: none, but for sources that say otherwise.".to_string(),
        false => format!(
            "Hosts of private networks that are asked: {}.",
            settings.allowed_hosts.join(", ")
        ),
    });
    if shows {
        out.line("");
        health::contacts(engine, out)?;
    }
    Ok(Ended::Well)
}

/// Reads a password: the first line of standard input.
pub(crate) fn password() -> Result<Password, Failure> {
    let input = std::io::stdin();
    if input.is_terminal() {
        complain("Password (it is shown while you type; better pipe it in):");
    }
    let mut line = String::new();
    let read = input.lock().take(LONGEST).read_line(&mut line);
    let line = line.trim_end_matches(['\r', '\n']);
    match read {
        Ok(_) if !line.is_empty() => Ok(Password::new(line)),
        Ok(_) | Err(_) => Err(Failure::Usage(
            "no password came on standard input; give it as the first line: printf '%s\\n' … | wirewatch …".into(),
        )),
    }
}

/// Says what is to be known of a password that was kept.
pub(crate) fn say(kept: &PasswordKept, out: &Out) {
    for note in &kept.notes {
        if out.json {
            complain(note);
        } else {
            out.line(out.warn(note));
        }
    }
}
