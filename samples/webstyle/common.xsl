<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!-- What the web site and the EPUB have in common: DocBook's own style sheets, with numbers and references as in print. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:d="http://docbook.org/ns/docbook" xmlns="http://www.w3.org/1999/xhtml"
    xmlns:l="http://docbook.sourceforge.net/xmlns/l10n/1.0" xmlns:svg="http://www.w3.org/2000/svg" exclude-result-prefixes="d l">
  <xsl:param name="l10n.gentext.default.language" select="'de'"/>
  <xsl:param name="chapter.autolabel" select="1"/>
  <xsl:param name="appendix.autolabel" select="0"/>
  <xsl:param name="section.autolabel" select="0"/>
  <xsl:param name="chunk.section.depth" select="0"/>
  <xsl:param name="generate.toc">book toc,title</xsl:param>
  <xsl:param name="toc.section.depth" select="1"/>
  <xsl:param name="formal.title.placement">figure after example before equation before table before</xsl:param>
  <xsl:param name="docbook.css.source" select="''"/>
  <xsl:param name="html.stylesheet" select="'web.css'"/>
  <xsl:param name="make.clean.html" select="1"/>
  <xsl:param name="css.decoration" select="0"/>
  <xsl:param name="spacing.paras" select="0"/>
  <xsl:param name="use.role.for.mediaobject" select="0"/>
  <xsl:param name="callout.graphics" select="0"/>
  <xsl:param name="navig.graphics" select="0"/>
  <xsl:param name="admon.graphics" select="0"/>
  <xsl:param name="abstract.notitle.enabled" select="1"/>
  <xsl:param name="generate.id.attributes" select="1"/>
  <xsl:param name="chunker.output.doctype-public" select="''"/>
  <xsl:param name="chunker.output.doctype-system" select="''"/>
  <xsl:param name="use.id.as.filename" select="1"/>
  <xsl:param name="suppress.header.navigation" select="1"/>
  <xsl:param name="punct.honorific" select="''"/>
  <xsl:param name="ignore.image.scaling" select="1"/>

  <!-- Links that open a chapter say its number and title, as in print. -->
  <xsl:param name="local.l10n.xml" select="document('')"/>
  <l:i18n>
    <l:l10n language="de">
      <l:context name="title-numbered"><l:template name="chapter" text="%n&#160;&#160;%t"/></l:context>
      <l:context name="xref-number-and-title"><l:template name="chapter" text="Kapitel&#160;%n, „%t“"/></l:context>
    </l:l10n>
  </l:i18n>

  <!-- Roles of inline and block elements become classes, which web.css knows. -->
  <xsl:template match="d:sidebar | d:blockquote | d:itemizedlist | d:variablelist | d:para | d:section | d:legalnotice" mode="class.value">
    <xsl:param name="class" select="local-name(.)"/>
    <xsl:value-of select="normalize-space(concat($class, ' ', @role))"/>
  </xsl:template>

  <!-- Charts stand in the page itself, with their description; the numbers are a table below, to be unfolded. -->
  <xsl:template match="d:mediaobject[d:imageobject/d:imagedata/svg:svg]" priority="2">
    <div class="mediaobject chart">
      <xsl:apply-templates select="d:imageobject[1]/d:imagedata/svg:svg" mode="chart"/>
      <xsl:apply-templates select="d:caption"/>
      <xsl:if test="d:textobject/d:informaltable">
        <details><summary>Die Zahlen</summary><xsl:apply-templates select="d:textobject/d:informaltable"/></details>
      </xsl:if>
    </div>
  </xsl:template>
  <xsl:template match="svg:svg" mode="chart">
    <xsl:element name="svg" namespace="http://www.w3.org/2000/svg">
      <xsl:attribute name="role">img</xsl:attribute>
      <xsl:attribute name="aria-label"><xsl:value-of select="normalize-space(ancestor::d:mediaobject[1]/d:alt)"/></xsl:attribute>
      <xsl:copy-of select="@viewBox | @width | @height | @font-size | @fill | node()"/>
    </xsl:element>
  </xsl:template>
  <!-- Attributes of drawings are no obsolete ones of HTML. -->
  <xsl:template match="svg:*" mode="convert.to.style" priority="2"><xsl:copy-of select="."/></xsl:template>

  <!-- Names of authors are no headings. -->
  <xsl:template match="d:author | d:editor | d:othercredit" mode="titlepage.mode">
    <p class="{local-name(.)}"><xsl:call-template name="person.name"/></p>
  </xsl:template>
  <xsl:template match="d:authorgroup" mode="titlepage.mode">
    <div class="authorgroup"><xsl:apply-templates mode="titlepage.mode"/></div>
  </xsl:template>
  <!-- A box without a title needs no heading; one with it has it as a paragraph, since its place in the order of headings is nowhere. -->
  <xsl:template match="d:sidebar/d:title | d:sidebar/d:info/d:title" mode="titlepage.mode" priority="2">
    <p class="title"><strong><xsl:apply-templates/></strong></p>
  </xsl:template>
  <!-- Questions and answers are a list of definitions; DocBook's style sheets make a table of them. -->
  <xsl:template match="d:qandaset">
    <dl class="qandaset">
      <xsl:call-template name="anchor"/>
      <xsl:for-each select=".//d:qandaentry">
        <dt><xsl:apply-templates select="d:question/*/node()"/></dt>
        <xsl:for-each select="d:answer"><dd><xsl:apply-templates/></dd></xsl:for-each>
      </xsl:for-each>
    </dl>
  </xsl:template>
  <!-- Acknowledgements stand on the first page, below the book's title. -->
  <xsl:template name="acknowledgements.titlepage">
    <h2 class="title"><xsl:apply-templates select="(d:info/d:title | d:title)[1]/node()"/></h2>
  </xsl:template>
  <!-- The title page shows who publishes; keywords and abstracts are metadata. -->
  <xsl:template match="d:bibliosource | d:keywordset | d:subjectset" mode="titlepage.mode"/>
</xsl:stylesheet>
