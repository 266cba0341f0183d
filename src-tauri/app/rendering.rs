//! How the window is drawn on Linux.
//!
//! Without a graphics card, WebKitGTK's default renderer costs several times the processor time of the
//! compatible one; with a card the opposite holds, and forcing the compatible one leaves some windows
//! blank. So the choice is made from whether a card is there, and can be overridden.

/// How the window is to be drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Rendering {
    /// From whether a graphics card is there.
    #[default]
    Auto,
    /// As WebKitGTK does by default.
    Accelerated,
    /// Without sharing buffers with a graphics card.
    Compatible,
}

impl Rendering {
    /// The choice that a word on the command line names.
    pub(crate) fn from_word(word: &str) -> Option<Rendering> {
        match word {
            "auto" => Some(Rendering::Auto),
            "accelerated" => Some(Rendering::Accelerated),
            "compatible" => Some(Rendering::Compatible),
            _ => None,
        }
    }
}

/// The variable by which WebKitGTK is told.
#[cfg(target_os = "linux")]
const VARIABLE: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";

/// Makes the choice, before anything of the window is started. Where it needs another environment, the
/// program replaces itself by itself with that environment.
#[cfg(target_os = "linux")]
pub(crate) fn choose(rendering: Rendering) {
    use std::{env, os::unix::process::CommandExt, process::Command};

    if env::var_os(VARIABLE).is_some() || !compatible(rendering, &drivers()) {
        return;
    }
    let Ok(program) = env::current_exe() else {
        return;
    };
    let err = Command::new(program)
        .args(env::args_os().skip(1))
        .env(VARIABLE, "1")
        .exec();
    tracing::warn!("the window is drawn as by default: {err}");
}

/// Nothing to choose elsewhere.
#[cfg(not(target_os = "linux"))]
pub(crate) fn choose(_: Rendering) {}

/// Whether the compatible renderer is to be used, given the drivers of the render nodes.
#[cfg(any(target_os = "linux", test))]
fn compatible(rendering: Rendering, drivers: &[String]) -> bool {
    /// Drivers of virtual machines, drawn by the processor in the end, and the one whose buffers WebKitGTK
    /// cannot share dependably.
    const UNFIT: [&str; 8] = [
        "virtio_gpu",
        "virtio-pci",
        "vmwgfx",
        "qxl",
        "bochs-drm",
        "vboxvideo",
        "cirrus",
        "nvidia",
    ];
    match rendering {
        Rendering::Accelerated => false,
        Rendering::Compatible => true,
        Rendering::Auto => drivers.iter().all(|it| UNFIT.contains(&it.as_str())),
    }
}

/// The drivers of the render nodes, by name; empty without a graphics card.
#[cfg(target_os = "linux")]
fn drivers() -> Vec<String> {
    let Ok(nodes) = std::fs::read_dir("/sys/class/drm") else {
        return vec![];
    };
    nodes
        .flatten()
        .filter(|it| it.file_name().to_string_lossy().starts_with("renderD"))
        .map(|it| {
            std::fs::canonicalize(it.path().join("device/driver"))
                .ok()
                .and_then(|it| Some(it.file_name()?.to_string_lossy().into_owned()))
                .unwrap_or_default()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_renderer_follows_the_graphics_card() {
        const TESTS: &[(&str, Rendering, &[&str], bool)] = &[
            ("no card", Rendering::Auto, &[], true),
            ("a virtual card", Rendering::Auto, &["virtio_gpu"], true),
            ("a real card", Rendering::Auto, &["amdgpu"], false),
            (
                "a real one beside a virtual one",
                Rendering::Auto,
                &["virtio_gpu", "i915"],
                false,
            ),
            (
                "an unknown driver is trusted",
                Rendering::Auto,
                &[""],
                false,
            ),
            ("asked for", Rendering::Compatible, &["amdgpu"], true),
            ("asked against", Rendering::Accelerated, &[], false),
        ];
        for (name, rendering, drivers, expected) in TESTS {
            let drivers: Vec<String> = drivers.iter().map(ToString::to_string).collect();
            assert_eq!(compatible(*rendering, &drivers), *expected, "{name}");
        }
    }
}
