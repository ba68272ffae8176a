// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.metrics;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes a dashboard of Grafana as JSON: rows of panels, from the top to the bottom, with the variables that all boards share. */
final class Board {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final int WIDTH = 24;

    private final ObjectNode root = JSON.createObjectNode();
    private final ArrayNode panels = JSON.createArrayNode();
    private final ArrayNode variables = JSON.createArrayNode();
    private int x;
    private int y;
    private int rowHeight;

    Board(String uid, String title) {
        root.put("uid", uid)
                .put("title", title)
                .put("timezone", "browser")
                .put("schemaVersion", 39)
                .put("version", 1)
                .put("refresh", "5s");
        root.put("editable", true).put("graphTooltip", 1);
        root.putArray("tags").add("invigil");
        root.putObject("time").put("from", "now-30m").put("to", "now");
        ObjectNode link = root.putArray("links").addObject();
        link.put("title", "Invigil")
                .put("type", "dashboards")
                .put("asDropdown", false)
                .put("icon", "external link")
                .put("includeVars", true);
        link.put("keepTime", true)
                .put("targetBlank", false)
                .put("tooltip", "")
                .put("url", "")
                .putArray("tags")
                .add("invigil");
        ObjectNode source = variables.addObject();
        source.put("name", "datasource")
                .put("label", "Source")
                .put("type", "datasource")
                .put("query", "prometheus")
                .put("hide", 0);
        source.put("refresh", 1).put("regex", "").put("includeAll", false).put("multi", false);
        variable("job", "Job", "label_values(invigil_build_info, job)");
        variable("instance", "Instance", "label_values(invigil_build_info{job=~\"$job\"}, instance)");
    }

    /** One more variable, with all its values chosen at first. */
    Board variable(String name, String label, String query) {
        ObjectNode variable = variables.addObject();
        variable.put("name", name)
                .put("label", label)
                .put("type", "query")
                .put("hide", 0)
                .put("refresh", 2);
        variable.put("regex", "")
                .put("sort", 1)
                .put("multi", true)
                .put("includeAll", true)
                .put("allValue", ".*");
        variable.set("datasource", source());
        variable.putObject("query").put("query", query).put("refId", name);
        ObjectNode current = variable.putObject("current");
        current.put("selected", true);
        current.putArray("text").add("All");
        current.putArray("value").add("$__all");
        return this;
    }

    /** Marks each time that the expression gives, in milliseconds. */
    Board annotation(String name, String expression, String text) {
        ObjectNode list =
                root.has("annotations") ? (ObjectNode) root.get("annotations") : root.putObject("annotations");
        ObjectNode annotation = list.withArray("list").addObject();
        annotation.set("datasource", source());
        annotation
                .put("name", name)
                .put("enable", true)
                .put("hide", false)
                .put("iconColor", "purple")
                .put("expr", expression);
        annotation.put("useValueForTime", true).put("titleFormat", name).put("textFormat", text);
        return this;
    }

    /** Heading of the panels that follow. */
    Board row(String title) {
        newLine();
        ObjectNode row = panels.addObject();
        row.put("id", panels.size())
                .put("type", "row")
                .put("title", title)
                .put("collapsed", false)
                .putArray("panels");
        place(row, WIDTH, 1);
        newLine();
        return this;
    }

    Board add(Panel panel) {
        if (x + panel.width > WIDTH) {
            newLine();
        }
        ObjectNode node = panel.node;
        panels.add(node);
        node.put("id", panels.size());
        place(node, panel.width, panel.height);
        return this;
    }

    private void place(ObjectNode panel, int width, int height) {
        panel.putObject("gridPos").put("x", x).put("y", y).put("w", width).put("h", height);
        x += width;
        rowHeight = Math.max(rowHeight, height);
    }

    private void newLine() {
        x = 0;
        y += rowHeight;
        rowHeight = 0;
    }

    String json() {
        root.putObject("templating").set("list", variables);
        root.set("panels", panels);
        try {
            return JSON.writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ObjectNode source() {
        return JSON.createObjectNode().put("type", "prometheus").put("uid", "${datasource}");
    }

    /** One panel. The least value of every axis is 0 and an empty answer is said in words. */
    static final class Panel {
        private final ObjectNode node = JSON.createObjectNode();
        private final ObjectNode defaults;
        private final ObjectNode options;
        private final ArrayNode overrides;
        private final List<String> mappings = new ArrayList<>();
        private final int width;
        private final int height;

        private Panel(String type, String title, String description, String unit, int width, int height) {
            this.width = width;
            this.height = height;
            node.put("type", type).put("title", title).put("description", description);
            node.set("datasource", source());
            ObjectNode config = node.putObject("fieldConfig");
            defaults =
                    config.putObject("defaults").put("unit", unit).put("min", 0).put("noValue", "none");
            defaults.putObject("color").put("mode", type.equals("timeseries") ? "palette-classic" : "thresholds");
            overrides = config.putArray("overrides");
            options = node.putObject("options");
            node.putArray("targets");
            thresholds();
        }

        static Panel stat(String title, String description, String unit, int width) {
            Panel panel = new Panel("stat", title, description, unit, width, 4);
            panel.options
                    .put("colorMode", "value")
                    .put("graphMode", "area")
                    .put("justifyMode", "auto")
                    .put("orientation", "auto");
            panel.options
                    .put("textMode", "auto")
                    .put("wideLayout", true)
                    .put("showPercentChange", false)
                    .put("percentChangeColorMode", "standard");
            panel.options
                    .putObject("reduceOptions")
                    .put("values", false)
                    .put("fields", "")
                    .putArray("calcs")
                    .add("lastNotNull");
            return panel;
        }

        static Panel graph(String title, String description, String unit, int width) {
            Panel panel = new Panel("timeseries", title, description, unit, width, 8);
            ObjectNode legend = panel.options
                    .putObject("legend")
                    .put("displayMode", "list")
                    .put("placement", "bottom")
                    .put("showLegend", true);
            legend.putArray("calcs");
            panel.options.putObject("tooltip").put("mode", "multi").put("sort", "desc");
            ObjectNode custom = panel.defaults.putObject("custom");
            custom.put("drawStyle", "line")
                    .put("lineWidth", 2)
                    .put("fillOpacity", 10)
                    .put("showPoints", "never")
                    .put("spanNulls", false);
            return panel;
        }

        static Panel table(String title, String description, int width, int height) {
            Panel panel = new Panel("table", title, description, "short", width, height);
            panel.options.put("showHeader", true).put("cellHeight", "sm");
            panel.defaults.remove("min");
            panel.defaults
                    .putObject("custom")
                    .put("align", "auto")
                    .put("inspect", false)
                    .putObject("cellOptions")
                    .put("type", "auto");
            return panel;
        }

        static Panel heatmap(String title, String description, String unit, int width) {
            Panel panel = new Panel("heatmap", title, description, "short", width, 8);
            panel.options.put("calculate", false).put("cellGap", 1);
            panel.options.putObject("yAxis").put("axisPlacement", "left").put("unit", unit);
            panel.options
                    .putObject("color")
                    .put("mode", "scheme")
                    .put("scheme", "Oranges")
                    .put("steps", 64)
                    .put("exponent", 0.5)
                    .put("fill", "dark-orange")
                    .put("reverse", false)
                    .put("scale", "exponential");
            panel.options.putObject("rowsFrame").put("layout", "auto");
            panel.options.putObject("legend").put("show", true);
            panel.options.putObject("exemplars").put("color", "rgba(255,0,255,0.7)");
            panel.options.putObject("filterValues").put("le", 1e-9);
            panel.options
                    .putObject("tooltip")
                    .put("mode", "single")
                    .put("yHistogram", false)
                    .put("showColorScale", false);
            return panel;
        }

        /** @param legend of each series; labels in double braces */
        Panel query(String expression, String legend) {
            boolean isTable = node.get("type").asText().equals("table");
            boolean isHeatmap = node.get("type").asText().equals("heatmap");
            ArrayNode targets = (ArrayNode) node.get("targets");
            ObjectNode target = targets.addObject();
            target.put("refId", String.valueOf((char) ('A' + targets.size() - 1)))
                    .put("expr", expression);
            target.put("legendFormat", legend).put("editorMode", "code");
            target.put("format", isTable ? "table" : isHeatmap ? "heatmap" : "time_series");
            target.put("instant", isTable).put("range", !isTable);
            target.set("datasource", source());
            return this;
        }

        /** Green at first; each further pair is a value and the colour from it on. */
        Panel thresholds(Object... more) {
            ArrayNode steps = JSON.createArrayNode();
            steps.addObject().put("color", "green").putNull("value");
            for (int i = 0; i < more.length; i += 2) {
                steps.addObject().put("color", (String) more[i + 1]).put("value", ((Number) more[i]).doubleValue());
            }
            ObjectNode thresholds = defaults.putObject("thresholds").put("mode", "absolute");
            thresholds.set("steps", steps);
            return this;
        }

        /** A dashed line, such as an objective. */
        Panel line(double value) {
            thresholds(value, "red");
            ((ObjectNode) defaults.get("custom")).putObject("thresholdsStyle").put("mode", "dashed");
            return this;
        }

        Panel stacked() {
            ((ObjectNode) defaults.get("custom"))
                    .put("fillOpacity", 40)
                    .putObject("stacking")
                    .put("mode", "normal")
                    .put("group", "A");
            return this;
        }

        Panel bars() {
            ((ObjectNode) defaults.get("custom")).put("drawStyle", "bars").put("fillOpacity", 80);
            return stacked();
        }

        Panel max(double value) {
            defaults.put("max", value);
            return this;
        }

        Panel noValue(String words) {
            defaults.put("noValue", words);
            return this;
        }

        /** Words instead of a value. */
        Panel says(int value, String words, String color) {
            ArrayNode all = defaults.withArray("mappings");
            ObjectNode mapping = all.isEmpty() ? all.addObject().put("type", "value") : (ObjectNode) all.get(0);
            mapping.withObject("/options")
                    .putObject(String.valueOf(value))
                    .put("text", words)
                    .put("color", color)
                    .put("index", mappings.size());
            mappings.add(words);
            return this;
        }

        /** Fixed colours by the name of the series. */
        Panel colors(Map<String, String> byName) {
            new TreeMap<>(byName).forEach((name, color) -> {
                ObjectNode override = overrides.addObject();
                override.putObject("matcher").put("id", "byName").put("options", name);
                override.putArray("properties")
                        .addObject()
                        .put("id", "color")
                        .putObject("value")
                        .put("mode", "fixed")
                        .put("fixedColor", color);
            });
            return this;
        }

        /** Joins the queries by a label; columns, in the order of the queries, get a name and a unit. */
        Panel columns(String label, List<String> names, List<String> units) {
            ArrayNode transformations = node.putArray("transformations");
            transformations
                    .addObject()
                    .put("id", "joinByField")
                    .putObject("options")
                    .put("byField", label)
                    .put("mode", "outer");
            ObjectNode organize =
                    transformations.addObject().put("id", "organize").putObject("options");
            ObjectNode rename = organize.putObject("renameByName");
            ObjectNode exclude = organize.putObject("excludeByName");
            organize.putObject("indexByName");
            rename.put(label, label.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + label.substring(1));
            for (int i = 0; i < names.size(); i++) {
                String column = "Value #" + (char) ('A' + i);
                rename.put(column, names.get(i));
                exclude.put("Time " + (i + 1), true);
                ObjectNode override = overrides.addObject();
                override.putObject("matcher").put("id", "byName").put("options", names.get(i));
                override.putArray("properties").addObject().put("id", "unit").put("value", units.get(i));
            }
            exclude.put("Time", true);
            return this;
        }

        /** Shows labels as columns, without time and value. */
        Panel labelsOnly() {
            ObjectNode organize = node.putArray("transformations")
                    .addObject()
                    .put("id", "organize")
                    .putObject("options");
            ObjectNode exclude = organize.putObject("excludeByName")
                    .put("Time", true)
                    .put("Value", true)
                    .put("__name__", true);
            exclude.put("job", true);
            organize.putObject("indexByName");
            organize.putObject("renameByName");
            return this;
        }

        /** The sentence over the whole width. */
        Panel sentence() {
            options.put("graphMode", "none").put("colorMode", "background");
            options.putObject("text").put("valueSize", 28);
            return this;
        }
    }
}
