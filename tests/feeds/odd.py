"""Odd feeds for the tests of splitting: pieces that real feeds hold, in every combination."""

from dataclasses import dataclass

from hypothesis import strategies as st

NAMESPACES = {
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "media": "http://search.yahoo.com/mrss/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "georss": "http://www.georss.org/georss",
    "atom": "http://www.w3.org/2005/Atom",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "x": "http://example.org/unknown#",
}
DECLARED = " ".join(f'xmlns:{prefix}="{address}"' for prefix, address in NAMESPACES.items())

RSS_PIECES = (
    "<title>Plain</title>",
    "<title>Тысячи &amp; 북한군 &lt;b&gt;bold&lt;/b&gt;</title>",
    "<title><![CDATA[<item> in & out]]></title>",
    '<title type="html">x &lt; y</title>',
    "<media:title>Other title</media:title>",
    "<link>http://example.org/a?b=1&amp;c=2</link>",
    "<link>relative/path</link>",
    "<link/>",
    "<link></link>",
    '<atom:link rel="alternate" href="http://example.org/alt"/>',
    '<atom:link rel="self" href="http://example.org/self"/>',
    '<link rel="alternate" type="text/html" href="/odd"/>',
    "<guid>http://example.org/guid</guid>",
    '<guid isPermaLink="false">tag:1</guid>',
    '<guid isPermaLink="true">relative</guid>',
    "<description>text</description>",
    "<description>&lt;p&gt;One.&lt;/p&gt;&lt;script&gt;x&lt;/script&gt;</description>",
    "<description><![CDATA[<p>One <a href='/rel'>two</a></p> ]] > <!-- no -->]]></description>",
    "<description/>",
    "<description><p>markup as it is</p><div>more</div></description>",
    "<content:encoded><![CDATA[<p>Full text</p>]]></content:encoded>",
    '<content:encoded xmlns:content="http://purl.org/rss/1.0/modules/content/">full</content:encoded>',
    '<content type="text">odd content</content>',
    '<body xmlns="http://www.w3.org/1999/xhtml"><p>xhtml <b>body</b></p></body>',
    "<pubDate>Wed, 30 Apr 2025 10:00:00 KST</pubDate>",
    "<pubDate>no date</pubDate>",
    "<dc:date>2025-04-30T10:00:00+09:00</dc:date>",
    "<dc:creator>Name</dc:creator>",
    "<dc:language>ko</dc:language>",
    "<language>uk</language>",
    "<author>a@example.org (A)</author>",
    "<author><name>N</name><email>n@example.org</email></author>",
    '<category domain="d">Cat</category>',
    "<category>A/B</category>",
    '<source url="https://www.example.com">Publisher</source>',
    '<enclosure url="http://example.org/a.mp3" length="1" type="audio/mpeg"/>',
    '<media:content url="http://example.org/a.jpg" medium="image"><media:title>T</media:title></media:content>',
    '<media:group><media:thumbnail url="http://example.org/t.jpg"/></media:group>',
    "<itunes:summary>Sum</itunes:summary>",
    '<itunes:image href="http://example.org/i.jpg"/>',
    "<image><url>http://example.org/i.png</url><title>Image</title><link>http://example.org/</link></image>",
    "<textInput><title>Search</title><name>q</name><link>http://example.org/s</link></textInput>",
    "<georss:point>1 2</georss:point>",
    "<slash:comments>3</slash:comments>",
    '<x:thing x:a="1"><x:deep>d</x:deep>tail</x:thing>',
    '<new:thing xmlns:new="http://example.org/new">n</new:thing>',
    "<unknown>u</unknown>",
    '<unknown a="1"/>',
    "<comments>http://example.org/c</comments>",
    "<!-- <item><title>no</title></item> -->",
    "<?php echo 1 ?>",
    "stray text",
    '<svg xmlns="http://www.w3.org/2000/svg"><title>s</title></svg>',
    "<expirationDate>2025-05-01</expirationDate>",
    '<title xml:lang="fr" xml:base="http://base.example/">Titre</title>',
)
ATOM_PIECES = (
    "<title>Plain</title>",
    '<title type="html">&lt;b&gt;x&lt;/b&gt; &amp;amp; y</title>',
    '<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">x <i>y</i></div></title>',
    "<id>tag:example.org,2025:1</id>",
    "<id>urn:uuid:1</id>",
    '<link href="http://example.org/a"/>',
    '<link rel="alternate" href="relative"/>',
    '<link rel="enclosure" href="http://example.org/a.mp3" type="audio/mpeg" length="1"/>',
    '<link rel="self" href="http://example.org/self"/>',
    "<updated>2025-04-30T10:00:00Z</updated>",
    "<published>2025-04-30T09:00:00+03:00</published>",
    "<summary>sum</summary>",
    '<summary type="html">&lt;p&gt;sum&lt;/p&gt;</summary>',
    '<content type="html">&lt;p&gt;One&lt;/p&gt;</content>',
    '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One</p><p>Two &amp; three</p></div></content>',
    '<content type="text">plain &lt; text</content>',
    '<content src="http://example.org/c" type="text/plain"/>',
    '<content type="image/png">iVBORw0KGgo=</content>',
    '<content type="application/xml"><doc xmlns="http://example.org/doc"><a>1</a></doc></content>',
    '<content type="xhtml" xml:base="http://base.example/"><div xmlns="http://www.w3.org/1999/xhtml"><p>r</p></div></content>',
    '<summary type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><svg xmlns="http://www.w3.org/2000/svg"/></div></summary>',
    "<author><name>N</name><uri>http://example.org/n</uri></author>",
    "<contributor><name>C</name></contributor>",
    '<category term="t" scheme="s" label="l"/>',
    "<rights>r</rights>",
    "<source><id>tag:src</id><title>Source</title><link href='http://example.com/'/><updated>2020-01-01T00:00:00Z</updated></source>",
    '<georss:point xmlns:georss="http://www.georss.org/georss">1 2</georss:point>',
    "<dc:date>2025-04-30</dc:date>",
    "<media:group><media:title>m</media:title><media:description>d</media:description></media:group>",
    "<!-- <entry/> -->",
    "<unknown>u</unknown>",
    "<?pi x?>",
)
RSS_HEAD = (
    "<title>Feed</title>",
    "<link>http://example.org/</link>",
    "<description>About &lt;b&gt;us&lt;/b&gt;</description>",
    "<language>ko-KR</language>",
    "<ttl>60</ttl>",
    "<skipHours><hour>1</hour><hour>2</hour></skipHours>",
    "<lastBuildDate>Wed, 30 Apr 2025 10:00:00 GMT</lastBuildDate>",
    "<image><url>http://example.org/i.png</url><title>Image</title><link>http://example.org/</link></image>",
    "<textInput><title>Search</title><description>d</description><name>q</name><link>http://example.org/s</link></textInput>",
    "<managingEditor>e@example.org (E)</managingEditor>",
    '<atom:link rel="self" href="http://example.org/rss"/>',
    "<itunes:category text='News'/>",
    "<!-- head -->",
)
ATOM_HEAD = (
    "<title>Feed</title>",
    "<id>tag:feed</id>",
    '<link href="http://example.org/"/>',
    "<subtitle type='html'>s &lt;b&gt;</subtitle>",
    "<author><name>Feed author</name></author>",
    "<updated>2025-04-30T10:00:00Z</updated>",
    "<generator uri='http://g'>G</generator>",
)


@dataclass(frozen=True)
class OddFeed:
    """A feed of odd items, and which of them are unseen."""

    data: bytes
    unseen: tuple[bool, ...]


@st.composite
def odd_feeds(draw: st.DrawFn) -> OddFeed:
    """Draw a feed of RSS, RDF or Atom."""
    kind = draw(st.sampled_from(["rss", "rdf", "atom"]))
    pieces, heads, tag = (ATOM_PIECES, ATOM_HEAD, "entry") if kind == "atom" else (RSS_PIECES, RSS_HEAD, "item")
    gap = draw(st.sampled_from(["", "\n", "\n  ", "<!-- between -->"]))
    items = [
        f"<{tag}{attributes}>{gap}" + gap.join(found) + f"{gap}</{tag}{space}>"
        for attributes, found, space in draw(
            st.lists(
                st.tuples(
                    st.sampled_from(
                        ["", ' xml:lang="uk"', ' xml:base="http://base.example/"', ' rdf:about="http://example.org/r"']
                    ),
                    st.lists(st.sampled_from(pieces), min_size=1, max_size=6),
                    st.sampled_from(["", " "]),
                ),
                min_size=1,
                max_size=6,
            )
        )
    ]
    head = "".join(draw(st.lists(st.sampled_from(heads), max_size=4, unique=True)))
    tail = "".join(draw(st.lists(st.sampled_from(heads), max_size=2, unique=True)))
    base = draw(st.sampled_from(["", ' xml:base="http://root.example/a/"']))
    unseen = draw(st.lists(st.booleans(), min_size=len(items), max_size=len(items)))
    return OddFeed(_document(kind, base, head, gap.join(items), tail).encode(), tuple(unseen))


def _document(kind: str, base: str, head: str, items: str, tail: str) -> str:
    declared = DECLARED + base
    if kind == "rss":
        return f'<rss version="2.0" {declared}><channel>{head}{items}{tail}</channel></rss>'
    if kind == "rdf":
        channel = f'<channel rdf:about="http://e.org/">{head}</channel>'
        return f'<rdf:RDF xmlns="http://purl.org/rss/1.0/" {declared}>{channel}{items}{tail}</rdf:RDF>'
    return f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en" {declared}>{head}{items}{tail}</feed>'
