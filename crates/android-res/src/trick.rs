//! The ways in which binary XML and resource tables deviate from what the platform's own tools write.
//!
//! `chunk.` and `pool.` are of both formats, `axml.` of documents, `arsc.` of tables.

cursor::tricks! {
    /// A chunk header that is smaller than its kind, larger than its chunk, or longer than anyone writes it.
    CHUNK_HEADER "chunk.header-size" Attack,
    /// Sizes of a chunk that are not multiples of four, such as bytes that are no chunk at all.
    CHUNK_ALIGNMENT "chunk.alignment" Attack,
    /// A chunk that claims more bytes than there are.
    CHUNK_SIZE "chunk.size" Suspicious,
    /// More strings or styles than the pool has room for, or offsets that run into the strings.
    POOL_COUNT "pool.count" Attack,
    /// Strings or styles that begin outside the pool.
    POOL_BOUNDS "pool.bounds" Suspicious,
    /// Strings or styles that do not end.
    POOL_END "pool.end" Suspicious,
    /// A string that begins outside the pool.
    STRING_BOUNDS "pool.string-bounds" Attack,
    /// A string without a terminator.
    STRING_END "pool.string-end" Attack,
    /// A string whose two lengths disagree, or that goes on after a zero byte.
    STRING_LENGTH "pool.string-length" Attack,
    /// A string that is neither UTF-8 nor UTF-16.
    STRING_ENCODING "pool.string-encoding" Suspicious,
    /// A document whose type is not that of a document.
    ROOT_TYPE "axml.root-type" Attack,
    /// A document whose header has another size.
    ROOT_HEADER "axml.root-header-size" Attack,
    /// A document that claims more bytes than there are.
    FILE_SIZE "axml.file-size" Suspicious,
    /// Bytes behind the document.
    TRAILING "axml.trailing-bytes" Suspicious,
    /// No string pool before the first node.
    NO_POOL "axml.no-string-pool" Suspicious,
    /// More than one string pool before the first node: the last one counts.
    SECOND_POOL "axml.second-string-pool" Attack,
    /// More than one resource map before the first node: the last one counts.
    SECOND_MAP "axml.second-resource-map" Attack,
    /// A chunk or node of a type that no tool writes.
    UNKNOWN_CHUNK "axml.unknown-chunk" Attack,
    /// A node whose header is not 16 bytes long.
    NODE_HEADER "axml.node-header-size" Attack,
    /// A node that is too short for its type.
    NODE_SIZE "axml.node-size" Attack,
    /// More attributes than the element has room for.
    ATTRIBUTE_COUNT "axml.attribute-count" Attack,
    /// Attributes that do not begin right after the fields of the element.
    ATTRIBUTE_START "axml.attribute-start" Suspicious,
    /// Attributes that take more or fewer than 20 bytes.
    ATTRIBUTE_SIZE "axml.attribute-size" Attack,
    /// An attribute that lies outside the document.
    ATTRIBUTE_BOUNDS "axml.attribute-bounds" Attack,
    /// Attributes that are not sorted by resource id, so that the platform may miss one.
    ATTRIBUTE_ORDER "axml.attribute-order" Suspicious,
    /// Two attributes of one element that are the same attribute: the first one counts.
    DUPLICATE_ATTRIBUTE "axml.duplicate-attribute" Attack,
    /// A typed value whose size is not eight bytes.
    VALUE_SIZE "axml.value-size" Attack,
    /// The text of the source and the typed value say two things.
    VALUE_TEXT "axml.value-text" Attack,
    /// An attribute with the name of one framework attribute and the resource id of another: the id counts.
    NAME_LIES "axml.attribute-name" Attack,
    /// An attribute with a resource id whose name or namespace was taken away or shortened.
    NAME_STRIPPED "axml.attribute-name-stripped" Note,
    /// A framework attribute without its resource id: the platform does not see it.
    NO_ID "axml.attribute-without-id" Suspicious,
    /// A name with line breaks, quotes or brackets, which would be markup once written as text.
    NAME_TEXT "axml.name-is-markup" Attack,
    /// An element without a readable name.
    ELEMENT_NAME "axml.element-name" Attack,
    /// No root element.
    NO_ROOT "axml.no-root" Suspicious,
    /// A second root element: the first one counts.
    SECOND_ROOT "axml.second-root" Attack,
    /// The end of an element that was not begun.
    EXTRA_END "axml.extra-end" Attack,
    /// The end of an element with the name of another.
    END_NAME "axml.end-name" Suspicious,
    /// The document ends inside an element.
    UNCLOSED "axml.unclosed" Suspicious,
    /// Elements inside elements beyond the limit.
    DEPTH "axml.depth" Attack,
    /// Thousands of namespaces.
    NAMESPACES "axml.namespaces" Suspicious,
    /// A table header without its package count.
    TABLE_HEADER "arsc.table-header" Suspicious,
    /// Another number of packages than the table declares.
    PACKAGE_COUNT "arsc.package-count" Attack,
    /// A package header that is too short, has no number of a package, or names no pool.
    PACKAGE_HEADER "arsc.package-header" Suspicious,
    /// A second string pool: the first one counts.
    TABLE_SECOND_POOL "arsc.second-string-pool" Attack,
    /// A pool where the package header names none.
    POOL_PLACE "arsc.pool-place" Suspicious,
    /// A chunk where its type does not belong, or of an unknown type.
    TABLE_UNKNOWN_CHUNK "arsc.unknown-chunk" Suspicious,
    /// A type header that is too short, or a type 0.
    TYPE_HEADER "arsc.type-header" Suspicious,
    /// A type without the specification that comes before it.
    TYPE_WITHOUT_SPEC "arsc.type-without-spec" Suspicious,
    /// More entries than a type can have or has room for.
    ENTRY_COUNT "arsc.entry-count" Attack,
    /// Entries that lie outside their type or are damaged.
    ENTRY_BOUNDS "arsc.entry-bounds" Attack,
    /// A configuration larger than the header it stands in.
    CONFIG_SIZE "arsc.config-size" Attack,
    /// Sparse entries that are not sorted, so that the platform misses some.
    SPARSE_ORDER "arsc.sparse-order" Attack,
    /// A resource that refers to itself.
    SELF_REFERENCE "arsc.self-reference" Suspicious,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_begin_with_what_they_are_about() {
        let mut codes: Vec<&str> = ALL.iter().map(|trick| trick.code).collect();
        let starts = ["chunk.", "pool.", "axml.", "arsc."];
        assert!(codes.iter().all(|code| starts.iter().any(|start| code.starts_with(start))));
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), ALL.len());
    }
}
