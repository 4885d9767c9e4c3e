<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!-- A web site: one page for each chapter. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:d="http://docbook.org/ns/docbook" xmlns="http://www.w3.org/1999/xhtml"
    xmlns:h="http://www.w3.org/1999/xhtml" xmlns:exsl="http://exslt.org/common" exclude-result-prefixes="d h exsl">
  <xsl:import href="/usr/share/xml/docbook/stylesheet/docbook-xsl-ns/xhtml5/chunk.xsl"/>
  <xsl:include href="common.xsl"/>
  <xsl:param name="html.ext" select="'.html'"/>
  <xsl:param name="root.filename" select="'index'"/>

  <!-- The page's language, a way past the navigation, and landmarks. -->
  <xsl:template name="chunk-element-content">
    <xsl:param name="prev"/>
    <xsl:param name="next"/>
    <xsl:param name="nav.context"/>
    <xsl:param name="content"><xsl:apply-imports/></xsl:param>
    <html lang="{ancestor-or-self::*[@xml:lang][1]/@xml:lang}">
      <xsl:call-template name="html.head">
        <xsl:with-param name="prev" select="$prev"/>
        <xsl:with-param name="next" select="$next"/>
      </xsl:call-template>
      <body>
        <a class="skip" href="#inhalt">Zum Inhalt</a>
        <header><nav aria-label="Buch"><a href="index.html"><xsl:value-of select="normalize-space((/d:book/d:info/d:title | /d:book/d:title)[1])"/></a></nav></header>
        <main id="inhalt"><xsl:apply-templates select="exsl:node-set($content)/node()" mode="page"/></main>
        <footer><nav aria-label="Weiterlesen">
          <xsl:if test="count($prev) &gt; 0 and $prev != /d:book"><a rel="prev"><xsl:attribute name="href"><xsl:call-template name="href.target"><xsl:with-param name="object" select="$prev"/></xsl:call-template></xsl:attribute>
            <xsl:text>Zurück: </xsl:text><xsl:apply-templates select="$prev" mode="object.title.markup.textonly"/></a></xsl:if>
          <xsl:if test="count($next) &gt; 0"><a rel="next"><xsl:attribute name="href"><xsl:call-template name="href.target"><xsl:with-param name="object" select="$next"/></xsl:call-template></xsl:attribute>
            <xsl:text>Weiter: </xsl:text><xsl:apply-templates select="$next" mode="object.title.markup.textonly"/></a></xsl:if>
        </nav></footer>
      </body>
    </html>
  </xsl:template>
  <!-- Each page begins with a heading of the first level, chapters in parts too, and none is skipped: letters of an index follow its title. -->
  <xsl:template match="@* | node()" mode="page"><xsl:copy><xsl:apply-templates select="@* | node()" mode="page"/></xsl:copy></xsl:template>
  <xsl:template match="h:h2[not(//h:h1) and not(preceding::h:h2)]" mode="page"><h1><xsl:apply-templates select="@* | node()" mode="page"/></h1></xsl:template>
  <xsl:template match="h:div[@class = 'indexdiv']/h:h3" mode="page"><h2><xsl:apply-templates select="@* | node()" mode="page"/></h2></xsl:template>
  <xsl:template name="user.head.content">
    <meta name="viewport" content="width=device-width, initial-scale=1"/>
  </xsl:template>
</xsl:stylesheet>
