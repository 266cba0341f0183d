//! Drives of other machines: they tell of nothing that happens on them.

use std::path::Path;

/// Kinds of file systems that lie on another machine, as Linux's list of mounts names them.
#[cfg(any(not(any(windows, target_os = "macos")), test))]
const REMOTE: &[&str] = &[
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "9p",
    "afs",
    "beegfs",
    "ceph",
    "coda",
    "davfs",
    "fuse.ceph-fuse",
    "fuse.curlftpfs",
    "fuse.davfs2",
    "fuse.gcsfuse",
    "fuse.glusterfs",
    "fuse.gvfsd-fuse",
    "fuse.kio-fuse",
    "fuse.rclone",
    "fuse.s3fs",
    "fuse.sshfs",
    "fuse.vmhgfs-fuse",
    "glusterfs",
    "lustre",
    "ncpfs",
    "prl_fs",
    "vboxsf",
    "virtiofs",
];

/// The drive that a folder stands on, another number for another one; none where there is no such folder.
#[cfg(unix)]
pub(crate) fn drive(folder: &Path) -> Option<u64> {
    use std::os::unix::fs::MetadataExt;
    let it = std::fs::metadata(folder).ok()?;
    it.is_dir().then(|| it.dev())
}

/// The drive that a folder stands on, another number for another one; none where there is no such folder. Made of its path
/// without letters and links: that of a drive that is mounted over it is another one.
#[cfg(not(unix))]
pub(crate) fn drive(folder: &Path) -> Option<u64> {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hash = DefaultHasher::new();
    let real = std::fs::canonicalize(folder);
    real.as_deref().unwrap_or(folder).hash(&mut hash);
    folder.is_dir().then(|| hash.finish())
}

/// Whether a folder lies on another machine. Where the system does not tell, it is taken for a local one.
///
/// On macOS the system says of a drive whether it is local; that holds for FUSE as well, which has one name for both kinds.
#[cfg(target_os = "macos")]
pub(crate) fn is_remote(folder: &Path) -> bool {
    /// `MNT_LOCAL` of `<sys/mount.h>`.
    const LOCAL: u32 = 0x1000;
    rustix::fs::statfs(folder).is_ok_and(|it| it.f_flags & LOCAL == 0)
}

/// Whether a folder lies on another machine. Where the system does not tell, it is taken for a local one.
///
/// On Windows a letter that stands for a share leads to the share's own name, without a call that is not safe Rust
/// (`GetDriveTypeW`).
#[cfg(windows)]
pub(crate) fn is_remote(folder: &Path) -> bool {
    let real = std::fs::canonicalize(folder);
    is_share(&real.as_deref().unwrap_or(folder).to_string_lossy())
}

/// Whether a folder lies on another machine. Where the system does not tell, it is taken for a local one.
///
/// On Linux the list of mounts tells, which can be read while the drive itself does not answer.
#[cfg(not(any(windows, target_os = "macos")))]
pub(crate) fn is_remote(folder: &Path) -> bool {
    std::fs::read_to_string("/proc/self/mounts").is_ok_and(|it| is_remote_in(&it, folder))
}

/// Whether a path of Windows names a share of another machine.
#[cfg(any(windows, test))]
fn is_share(path: &str) -> bool {
    let is_device = path.starts_with(r"\\?\") || path.starts_with(r"\\.\");
    path.starts_with(r"\\?\UNC\") || path.starts_with(r"\\") && !is_device
}

#[cfg(any(not(any(windows, target_os = "macos")), test))]
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
#[cfg(any(not(any(windows, target_os = "macos")), test))]
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

    #[test]
    fn a_share_is_known_by_its_name() {
        const TESTS: &[(&str, bool)] = &[
            (r"C:\in", false),
            (r"\\?\C:\in", false),
            (r"\\?\Volume{0a1b}\in", false),
            (r"\\.\C:\in", false),
            (r"\\desk\share\in", true),
            (r"\\?\UNC\desk\share\in", true),
            (r"\\wsl$\Debian\in", true),
        ];
        for (path, expected) in TESTS {
            assert_eq!(is_share(path), *expected, "{path}");
        }
    }

    #[test]
    fn a_folder_stands_on_a_drive_and_a_file_is_none() {
        let folder = tempfile::tempdir().expect("a folder");
        let (inner, file) = (folder.path().join("in"), folder.path().join("a.txt"));
        std::fs::create_dir(&inner).expect("made");
        std::fs::write(&file, "").expect("written");
        assert!(drive(folder.path()).is_some());
        assert_eq!(drive(&file), None);
        assert_eq!(drive(&folder.path().join("gone")), None);
        if cfg!(target_os = "linux") {
            assert_eq!(drive(&inner), drive(folder.path()));
            assert_ne!(drive(Path::new("/proc")), drive(folder.path()));
            assert!(!is_remote(Path::new("/proc")));
        }
    }
}
