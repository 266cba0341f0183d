//! Drives of other machines: they tell of nothing that happens on them.

use std::path::Path;

/// Kinds of file systems that lie on another machine, as the system's list of mounts names them.
const REMOTE: &[&str] = &[
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "9p",
    "afs",
    "ceph",
    "coda",
    "davfs",
    "fuse.davfs2",
    "fuse.gvfsd-fuse",
    "fuse.rclone",
    "fuse.s3fs",
    "fuse.sshfs",
    "glusterfs",
    "fuse.glusterfs",
    "ncpfs",
    "vboxsf",
    "virtiofs",
];

/// Whether a folder lies on another machine. Where the system does not tell, it is taken for a local one.
pub(crate) fn is_remote(folder: &Path) -> bool {
    if cfg!(windows) {
        // A share by its own name; of a letter that stands for one the system tells nothing here.
        let text = folder.to_string_lossy();
        let text = text.strip_prefix(r"\\?\UNC\").map_or(&*text, |_| r"\\");
        return text.starts_with(r"\\") && !text.starts_with(r"\\?\");
    }
    std::fs::read_to_string("/proc/self/mounts").is_ok_and(|it| is_remote_in(&it, folder))
}

fn is_remote_in(mounts: &str, folder: &Path) -> bool {
    let (mut longest, mut remote) = (0, false);
    for line in mounts.lines() {
        let mut words = line.split(' ').skip(1);
        let (Some(place), Some(kind)) = (words.next(), words.next()) else {
            continue;
        };
        let place = unescaped(place);
        // Of two mounts at one place, the later one is on top.
        if folder.starts_with(&place) && place.len() >= longest {
            longest = place.len();
            remote = REMOTE.contains(&kind);
        }
    }
    remote
}

/// A place as the list of mounts writes it: blanks, tabs, ends of lines and backslashes as octal numbers.
fn unescaped(place: &str) -> String {
    [
        ("\\040", " "),
        ("\\011", "\t"),
        ("\\012", "\n"),
        ("\\134", "\\"),
    ]
    .iter()
    .fold(place.to_string(), |it, (from, to)| it.replace(from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_innermost_mount_decides() {
        const MOUNTS: &str = "\
/dev/sda1 / ext4 rw 0 0
server:/news /mnt/news nfs4 rw 0 0
tmpfs /mnt/news/scratch tmpfs rw 0 0
//desk/share /mnt/The\\040share cifs rw 0 0
";
        const TESTS: &[(&str, bool)] = &[
            ("/home/ana/in", false),
            ("/mnt/news", true),
            ("/mnt/news/today", true),
            ("/mnt/news/scratch/a", false),
            ("/mnt/newspapers", false),
            ("/mnt/The share/in", true),
        ];
        for (folder, expected) in TESTS {
            assert_eq!(
                is_remote_in(MOUNTS, Path::new(folder)),
                *expected,
                "{folder}"
            );
        }
    }
}
