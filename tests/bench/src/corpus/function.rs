//! The commonest words of English news, with how many of a thousand running words each is.

/// The words, commonest first.
#[rustfmt::skip]
pub(crate) const FUNCTION: &[(&str, f64)] = &[
    ("the", 62.0), ("of", 26.0), ("to", 25.5), ("and", 24.0), ("a", 22.0), ("in", 20.0), ("for", 9.3), ("that", 9.0),
    ("is", 8.4), ("on", 8.2), ("said", 7.4), ("with", 6.6), ("was", 6.4), ("it", 6.2), ("he", 6.0), ("as", 5.6),
    ("by", 5.2), ("at", 5.0), ("from", 4.6), ("be", 4.5), ("has", 4.2), ("are", 4.0), ("have", 3.8), ("but", 3.6),
    ("his", 3.5), ("an", 3.4), ("not", 3.3), ("will", 3.1), ("they", 3.0), ("its", 2.9), ("this", 2.8), ("who", 2.8),
    ("their", 2.7), ("had", 2.7), ("which", 2.6), ("were", 2.5), ("been", 2.4), ("would", 2.4), ("more", 2.3),
    ("we", 2.1), ("after", 2.1), ("I", 2.0), ("one", 2.0), ("or", 1.9), ("about", 1.9), ("new", 1.8), ("you", 1.8),
    ("up", 1.7), ("year", 1.6), ("out", 1.6), ("over", 1.5), ("also", 1.5), ("than", 1.5), ("there", 1.5),
    ("two", 1.5), ("her", 1.4), ("when", 1.4), ("people", 1.4), ("all", 1.4), ("into", 1.3), ("can", 1.3),
    ("if", 1.3), ("could", 1.2), ("last", 1.2), ("she", 1.2), ("time", 1.2), ("first", 1.2), ("what", 1.2),
    ("other", 1.1), ("so", 1.1), ("no", 1.1), ("some", 1.1), ("years", 1.0), ("government", 1.0), ("against", 0.9),
    ("because", 0.8), ("most", 0.8), ("now", 0.8), ("only", 0.8), ("them", 0.8), ("three", 0.7), ("down", 0.7),
    ("under", 0.7), ("where", 0.7), ("made", 0.7), ("before", 0.7), ("between", 0.7), ("while", 0.7), ("may", 0.7),
    ("these", 0.7), ("during", 0.6), ("since", 0.6), ("like", 0.6), ("back", 0.6), ("him", 0.6), ("off", 0.6),
    ("should", 0.6), ("any", 0.6), ("many", 0.6), ("state", 0.6), ("told", 0.6), ("our", 0.6), ("do", 0.6),
    ("percent", 0.6), ("million", 0.6), ("then", 0.5), ("just", 0.5), ("make", 0.5), ("even", 0.5), ("through", 0.5),
    ("such", 0.5), ("those", 0.5), ("being", 0.5), ("country", 0.5), ("much", 0.5), ("well", 0.5), ("how", 0.5),
    ("world", 0.5), ("week", 0.5), ("day", 0.5), ("including", 0.5), ("both", 0.4), ("your", 0.4), ("my", 0.4),
    ("did", 0.4), ("get", 0.4), ("take", 0.4), ("very", 0.4), ("still", 0.4), ("another", 0.4), ("according", 0.4),
];
